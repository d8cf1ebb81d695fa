// Names that PyTorch 2.6.0 has and no row makes. Written by tests/goldens/generate_names.py.
#include "torch/other_names.h"

namespace shapewalk::other_names {

/// Of a tensor.
bool of_tensor(uint32_t name) {
  switch (name) {
    case hash_of("align_as"):
    case hash_of("align_to"):
    case hash_of("allclose"):
    case hash_of("angle"):
    case hash_of("apply_"):
    case hash_of("arctan2"):
    case hash_of("argwhere"):
    case hash_of("as_strided_scatter"):
    case hash_of("as_subclass"):
    case hash_of("backward"):
    case hash_of("bincount"):
    case hash_of("cauchy_"):
    case hash_of("ccol_indices"):
    case hash_of("cdouble"):
    case hash_of("cfloat"):
    case hash_of("chalf"):
    case hash_of("coalesce"):
    case hash_of("col_indices"):
    case hash_of("conj"):
    case hash_of("conj_physical"):
    case hash_of("corrcoef"):
    case hash_of("cov"):
    case hash_of("cpu"):
    case hash_of("crow_indices"):
    case hash_of("cuda"):
    case hash_of("data"):
    case hash_of("data_ptr"):
    case hash_of("dense_dim"):
    case hash_of("dequantize"):
    case hash_of("det"):
    case hash_of("device"):
    case hash_of("diagflat"):
    case hash_of("diagonal_scatter"):
    case hash_of("dim"):
    case hash_of("dim_order"):
    case hash_of("dtype"):
    case hash_of("eig"):
    case hash_of("element_size"):
    case hash_of("equal"):
    case hash_of("exponential_"):
    case hash_of("fill_diagonal_"):
    case hash_of("float_power"):
    case hash_of("frexp"):
    case hash_of("gcd"):
    case hash_of("geometric_"):
    case hash_of("geqrf"):
    case hash_of("get_device"):
    case hash_of("grad"):
    case hash_of("grad_fn"):
    case hash_of("has_names"):
    case hash_of("heaviside"):
    case hash_of("histc"):
    case hash_of("histogram"):
    case hash_of("i0"):
    case hash_of("igamma"):
    case hash_of("igammac"):
    case hash_of("imag"):
    case hash_of("index_put"):
    case hash_of("index_reduce"):
    case hash_of("indices"):
    case hash_of("int_repr"):
    case hash_of("inverse"):
    case hash_of("ipu"):
    case hash_of("isneginf"):
    case hash_of("isposinf"):
    case hash_of("isreal"):
    case hash_of("istft"):
    case hash_of("item"):
    case hash_of("itemsize"):
    case hash_of("layout"):
    case hash_of("lcm"):
    case hash_of("ldexp"):
    case hash_of("log_normal_"):
    case hash_of("logaddexp2"):
    case hash_of("logdet"):
    case hash_of("lstsq"):
    case hash_of("lu"):
    case hash_of("lu_solve"):
    case hash_of("map2_"):
    case hash_of("map_"):
    case hash_of("masked_scatter"):
    case hash_of("masked_select"):
    case hash_of("matrix_exp"):
    case hash_of("matrix_power"):
    case hash_of("module_load"):
    case hash_of("mtia"):
    case hash_of("mvlgamma"):
    case hash_of("name"):
    case hash_of("names"):
    case hash_of("nanquantile"):
    case hash_of("narrow_copy"):
    case hash_of("nbytes"):
    case hash_of("ndim"):
    case hash_of("ndimension"):
    case hash_of("nelement"):
    case hash_of("new"):
    case hash_of("new_empty_strided"):
    case hash_of("new_tensor"):
    case hash_of("nextafter"):
    case hash_of("nonzero"):
    case hash_of("nonzero_static"):
    case hash_of("numel"):
    case hash_of("numpy"):
    case hash_of("orgqr"):
    case hash_of("ormqr"):
    case hash_of("output_nr"):
    case hash_of("pin_memory"):
    case hash_of("pinverse"):
    case hash_of("polygamma"):
    case hash_of("put"):
    case hash_of("qr"):
    case hash_of("qscheme"):
    case hash_of("real"):
    case hash_of("record_stream"):
    case hash_of("refine_names"):
    case hash_of("register_hook"):
    case hash_of("register_post_accumulate_grad_hook"):
    case hash_of("reinforce"):
    case hash_of("rename"):
    case hash_of("renorm"):
    case hash_of("requires_grad"):
    case hash_of("resolve_conj"):
    case hash_of("resolve_neg"):
    case hash_of("retain_grad"):
    case hash_of("retains_grad"):
    case hash_of("row_indices"):
    case hash_of("scatter_reduce"):
    case hash_of("select_scatter"):
    case hash_of("set_"):
    case hash_of("shape"):
    case hash_of("share_memory_"):
    case hash_of("size"):
    case hash_of("slice_inverse"):
    case hash_of("slice_scatter"):
    case hash_of("slogdet"):
    case hash_of("smm"):
    case hash_of("solve"):
    case hash_of("sspaddmm"):
    case hash_of("stft"):
    case hash_of("storage"):
    case hash_of("storage_offset"):
    case hash_of("storage_type"):
    case hash_of("stride"):
    case hash_of("sum_to_size"):
    case hash_of("svd"):
    case hash_of("symeig"):
    case hash_of("to"):
    case hash_of("tolist"):
    case hash_of("triangular_solve"):
    case hash_of("type"):
    case hash_of("unique"):
    case hash_of("unique_consecutive"):
    case hash_of("untyped_storage"):
    case hash_of("values"):
    case hash_of("volatile"):
    case hash_of("xpu"): return true;
    default: return false;
  }
}

/// Of torch.nn and torch.nn.modules.
bool of_nn(uint32_t name) {
  switch (name) {
    case hash_of("AdaptiveLogSoftmaxWithLoss"):
    case hash_of("Buffer"):
    case hash_of("Container"):
    case hash_of("DataParallel"):
    case hash_of("Module"):
    case hash_of("ModuleDict"):
    case hash_of("ModuleList"):
    case hash_of("NLLLoss2d"):
    case hash_of("Parameter"):
    case hash_of("ParameterDict"):
    case hash_of("ParameterList"):
    case hash_of("RNNBase"):
    case hash_of("RNNCellBase"):
    case hash_of("Sequential"):
    case hash_of("Transformer"):
    case hash_of("TransformerDecoder"):
    case hash_of("TransformerDecoderLayer"):
    case hash_of("TransformerEncoder"):
    case hash_of("TransformerEncoderLayer"):
    case hash_of("UninitializedBuffer"):
    case hash_of("UninitializedParameter"):
    case hash_of("activation"):
    case hash_of("adaptive"):
    case hash_of("attention"):
    case hash_of("batchnorm"):
    case hash_of("channelshuffle"):
    case hash_of("common_types"):
    case hash_of("container"):
    case hash_of("conv"):
    case hash_of("distance"):
    case hash_of("dropout"):
    case hash_of("factory_kwargs"):
    case hash_of("flatten"):
    case hash_of("fold"):
    case hash_of("grad"):
    case hash_of("init"):
    case hash_of("instancenorm"):
    case hash_of("intrinsic"):
    case hash_of("lazy"):
    case hash_of("linear"):
    case hash_of("loss"):
    case hash_of("module"):
    case hash_of("normalization"):
    case hash_of("padding"):
    case hash_of("parallel"):
    case hash_of("parameter"):
    case hash_of("pixelshuffle"):
    case hash_of("pooling"):
    case hash_of("qat"):
    case hash_of("quantizable"):
    case hash_of("quantized"):
    case hash_of("rnn"):
    case hash_of("sparse"):
    case hash_of("transformer"):
    case hash_of("upsampling"):
    case hash_of("utils"): return true;
    default: return false;
  }
}

/// Of torch.nn.functional.
bool of_functional(uint32_t name) {
  switch (name) {
    case hash_of("Tensor"):
    case hash_of("assert_int_or_pair"):
    case hash_of("conv_tbc"):
    case hash_of("grad"):
    case hash_of("has_torch_function"):
    case hash_of("has_torch_function_unary"):
    case hash_of("has_torch_function_variadic"):
    case hash_of("importlib"):
    case hash_of("math"):
    case hash_of("multi_head_attention_forward"):
    case hash_of("np"):
    case hash_of("reproducibility_notes"):
    case hash_of("tf32_notes"):
    case hash_of("torch"):
    case hash_of("warnings"): return true;
    default: return false;
  }
}

}  // namespace shapewalk::other_names
