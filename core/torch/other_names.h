// Names that PyTorch 2.6.0 has and no row makes. Written by tests/goldens/generate_names.py.
#pragma once

#include <string_view>

namespace shapewalk {

/// Of a tensor.
inline constexpr std::string_view kTensorNames =
    " "
    "absolute_ align_as align_to allclose angle apply_ arccos_ arccosh_ arcsin_ arcsinh_ arctan2 arctan2_ arctan_ "
    "arctanh_ argwhere as_strided_ as_strided_scatter as_subclass backward bincount cauchy_ ccol_indices cdouble "
    "cfloat chalf cholesky cholesky_inverse cholesky_solve coalesce col_indices conj conj_physical conj_physical_ "
    "corrcoef cov cpu crow_indices cuda cumprod_ cumsum_ data data_ptr dense_dim dequantize det device diagflat "
    "diagonal_scatter dim dim_order divide_ dtype eig element_size equal exponential_ fill_diagonal_ fix_ "
    "float_power float_power_ frexp gcd gcd_ geometric_ geqrf get_device grad grad_fn greater_ greater_equal_ "
    "has_names heaviside heaviside_ histc histogram i0 i0_ igamma igamma_ igammac igammac_ imag index_put "
    "index_put_ index_reduce index_reduce_ indices int_repr inverse ipu is_coalesced is_complex is_conj "
    "is_contiguous is_cpu is_cuda is_distributed is_floating_point is_inference is_ipu is_leaf is_maia is_meta "
    "is_mkldnn is_mps is_mtia is_neg is_nested is_nonzero is_pinned is_quantized is_same_size is_set_to is_shared "
    "is_signed is_sparse is_sparse_csr is_vulkan is_xla is_xpu isneginf isposinf isreal istft item itemsize "
    "layout lcm lcm_ ldexp ldexp_ less_ less_equal_ log_normal_ logaddexp2 logdet lstsq lu lu_solve map2_ map_ "
    "masked_scatter masked_scatter_ masked_select matrix_exp matrix_power module_load mtia multiply_ mvlgamma "
    "mvlgamma_ name names nanquantile narrow_copy nbytes ndim ndimension negative_ nelement new new_empty_strided "
    "new_tensor nextafter nextafter_ nonzero nonzero_static not_equal_ numel numpy orgqr ormqr output_nr "
    "pin_memory pinverse polygamma polygamma_ put put_ q_per_channel_axis q_per_channel_scales "
    "q_per_channel_zero_points q_scale q_zero_point qr qscheme real record_stream refine_names register_hook "
    "register_post_accumulate_grad_hook reinforce rename rename_ renorm renorm_ requires_grad requires_grad_ "
    "resize resize_ resize_as resize_as_ resize_as_sparse_ resolve_conj resolve_neg retain_grad retains_grad "
    "row_indices scatter_reduce scatter_reduce_ select_scatter set_ shape share_memory_ size slice_inverse "
    "slice_scatter slogdet smm solve sparse_dim sparse_mask sparse_resize_ sparse_resize_and_clear_ sspaddmm stft "
    "storage storage_offset storage_type stride subtract_ sum_to_size svd swapaxes_ swapdims_ symeig t_ to "
    "to_dense to_mkldnn to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc "
    "to_sparse_csr tolist triangular_solve true_divide_ type unique unique_consecutive unsafe_chunk unsafe_split "
    "unsafe_split_with_sizes untyped_storage values volatile xpu ";

/// Of torch.nn and the modules in it.
inline constexpr std::string_view kNnNames =
    " "
    "AdaptiveLogSoftmaxWithLoss Any BackwardHook BackwardHookFunction Buffer Callable Container CrossMapLRN2d "
    "DataParallel DeviceLikeType Dict F FractionalMaxPool2d FractionalMaxPool3d Function Iterable Iterator "
    "LazyModuleMixin List Mapping Module ModuleDict ModuleList NLLLoss2d NonDynamicallyQuantizableLinear Optional "
    "OrderedDict PackedSequence Parameter ParameterDict ParameterList Protocol RNNBase RNNCellBase "
    "RemovableHandle Self Sequence Sequential Set Size T Tensor Transformer TransformerDecoder TransformerEncoder "
    "TripletMarginWithDistanceLoss Tuple Type TypeVar UninitializedBuffer UninitializedParameter Union activation "
    "adaptive apply_permutation attention batchnorm chain channelshuffle collections common_types constant_ "
    "consume_prefix_in_state_dict_if_present container container_abcs conv convolution_notes copy deprecated "
    "device dist distance dropout dtype factory_kwargs flatten fold functools grad init inspect instancenorm "
    "intrinsic is_lazy is_traceable_wrapper_subclass islice itertools lazy linear loss math module modules "
    "namedtuple normalization numbers operator overload padding parallel parameter pixelshuffle pooling qat "
    "quantizable quantized register_module_backward_hook register_module_buffer_registration_hook "
    "register_module_forward_hook register_module_forward_pre_hook register_module_full_backward_hook "
    "register_module_full_backward_pre_hook register_module_module_registration_hook "
    "register_module_parameter_registration_hook repeat reproducibility_notes rnn sparse sync_batch_norm torch "
    "transformer upsampling utils warnings weakref xavier_normal_ xavier_uniform_ ";

/// Of torch.nn.functional.
inline constexpr std::string_view kFunctionalNames =
    " "
    "BroadcastingList1 BroadcastingList2 BroadcastingList3 Callable DType GRID_SAMPLE_INTERPOLATION_MODES "
    "GRID_SAMPLE_PADDING_MODES List Optional TYPE_CHECKING Tensor Tuple Union affine_grid assert_int_or_pair "
    "boolean_dispatch conv_tbc fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d "
    "fractional_max_pool3d_with_indices grad grid_sample handle_torch_function has_torch_function "
    "has_torch_function_unary has_torch_function_variadic importlib math multi_head_attention_forward np pdist "
    "reproducibility_notes sparse_support_notes tf32_notes torch triplet_margin_with_distance_loss warnings ";

}  // namespace shapewalk
