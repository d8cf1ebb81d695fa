// Names that PyTorch 2.6.0 has and no row makes. Written by tests/goldens/generate_names.py.
#pragma once

#include <string_view>

namespace shapewalk {

/// Of a tensor.
inline constexpr std::string_view kTensorNames =
    " "
    "align_as align_to allclose angle apply_ arctan2 argwhere as_strided_scatter as_subclass backward bincount "
    "cauchy_ ccol_indices cdouble cfloat chalf coalesce col_indices conj conj_physical corrcoef cov cpu "
    "crow_indices cuda data data_ptr dense_dim dequantize det device diagflat diagonal_scatter dim dim_order "
    "dtype eig element_size equal exponential_ fill_diagonal_ float_power frexp gcd geometric_ geqrf get_device "
    "grad grad_fn has_names heaviside histc histogram i0 igamma igammac imag index_put index_reduce indices "
    "int_repr inverse ipu isneginf isposinf isreal istft item itemsize layout lcm ldexp log_normal_ logaddexp2 "
    "logdet lstsq lu lu_solve map2_ map_ masked_scatter masked_select matrix_exp matrix_power module_load mtia "
    "mvlgamma name names nanquantile narrow_copy nbytes ndim ndimension nelement new new_empty_strided new_tensor "
    "nextafter nonzero nonzero_static numel numpy orgqr ormqr output_nr pin_memory pinverse polygamma put qr "
    "qscheme real record_stream refine_names register_hook register_post_accumulate_grad_hook reinforce rename "
    "renorm requires_grad resolve_conj resolve_neg retain_grad retains_grad row_indices scatter_reduce "
    "select_scatter set_ shape share_memory_ size slice_inverse slice_scatter slogdet smm solve sspaddmm stft "
    "storage storage_offset storage_type stride sum_to_size svd symeig to tolist triangular_solve type unique "
    "unique_consecutive untyped_storage values volatile xpu ";

/// Of torch.nn and torch.nn.modules.
inline constexpr std::string_view kNnNames =
    " "
    "AdaptiveLogSoftmaxWithLoss Buffer Container CrossMapLRN2d DataParallel FractionalMaxPool2d "
    "FractionalMaxPool3d Module ModuleDict ModuleList NLLLoss2d Parameter ParameterDict ParameterList RNNBase "
    "RNNCellBase Sequential Transformer TransformerDecoder TransformerEncoder TripletMarginWithDistanceLoss "
    "UninitializedBuffer UninitializedParameter activation adaptive attention batchnorm channelshuffle "
    "common_types container conv distance dropout factory_kwargs flatten fold grad init instancenorm intrinsic "
    "lazy linear loss module modules normalization padding parallel parameter pixelshuffle pooling qat "
    "quantizable quantized rnn sparse transformer upsampling utils ";

/// Of torch.nn.functional.
inline constexpr std::string_view kFunctionalNames =
    " "
    "BroadcastingList1 BroadcastingList2 BroadcastingList3 DType Tensor affine_grid assert_int_or_pair "
    "boolean_dispatch conv_tbc fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d "
    "fractional_max_pool3d_with_indices grad grid_sample handle_torch_function has_torch_function "
    "has_torch_function_unary has_torch_function_variadic importlib math multi_head_attention_forward np pdist "
    "reproducibility_notes tf32_notes torch triplet_margin_with_distance_loss warnings ";

}  // namespace shapewalk
