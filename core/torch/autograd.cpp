#include "torch/autograd.h"

#include "ops/rules.h"
#include "torch/gradients.h"

namespace shapewalk {

namespace {

// Rows whose backward function has another name than they: what stands before "Backward0", or before "Backward1" where
// a digit ends it.
constexpr std::string_view kNames =
    ";ReLU=Relu;ReLU6=Hardtanh;LeakyReLU=LeakyRelu;PReLU=PreluKernel;RReLU=RreluWithNoise;ELU=Elu;SELU=Elu;CELU=Celu"
    ";GELU=Gelu;SiLU=Silu;GLU=Glu;Softsign=Div;Tanhshrink=Sub;Softmin=Softmax;Softmax2d=Softmax;gumbel_softmax=Softmax"
    ";Dropout=Mul;Dropout1d=Mul;Dropout2d=Mul;Dropout3d=Mul;AlphaDropout=Add;FeatureAlphaDropout=Add"
    ";Unflatten=View;view_as=View;repeat_interleave=View;inner=View;multi_dot=View;tensordot=View;einsum=View"
    ";T=Permute;H=Transpose;mT=Transpose;mH=Transpose;adjoint=Transpose;movedim=Permute;expand_as=Expand;narrow=Slice"
    ";contiguous=Clone;atleast_2d=Unsqueeze;atleast_3d=Unsqueeze;MaxPool1d=Squeeze1;MaxPool2d=MaxPool2DWithIndices"
    ";MaxPool3d=MaxPool3DWithIndices;AvgPool1d=Squeeze1;AdaptiveMaxPool1d=Squeeze1;AdaptiveAvgPool1d=Squeeze1"
    ";MaxUnpool1d=Squeeze1;LPPool1d=Pow;LPPool2d=Pow;LPPool3d=Pow;Unfold=Im2Col;Fold=Col2Im;Bilinear=Add"
    ";LayerNorm=NativeLayerNorm;RMSNorm=Mul;GroupNorm=NativeGroupNorm;LocalResponseNorm=Div;normalize=Div;square=Pow"
    ";hstack=Cat;vstack=Cat;dstack=Cat;column_stack=Cat;chunk=Split;tensor_split=Slice;hsplit=Slice;vsplit=Slice"
    ";dsplit=Slice;broadcast_tensors=Expand;meshgrid=Expand;cartesian_prod=Stack;nanmean=Div;norm=LinalgVectorNorm"
    ";msort=Sort;quantile=Squeeze4;diff=Sub;CosineSimilarity=Sum1;PairwiseDistance=Norm1;outer=Mul;kron=UnsafeView"
    ";cross=LinalgCross;NLLLoss=NllLoss;MSELoss=MseLoss;BCELoss=BinaryCrossEntropy"
    ";BCEWithLogitsLoss=BinaryCrossEntropyWithLogits;MultiLabelMarginLoss=MultilabelMarginLoss;PoissonNLLLoss=Mean"
    ";GaussianNLLLoss=Mean;HingeEmbeddingLoss=Mean;MultiLabelSoftMarginLoss=Mean;MarginRankingLoss=Mean"
    ";CosineEmbeddingLoss=Mean;TripletMarginLoss=Mean;TripletMarginWithDistanceLoss=Mean;CTCLoss=Mean;affine_grid="
    "AffineGridGenerator;take_along_dim=Gather;tile=Repeat;fliplr=Flip"
    ";flipud=Flip;RNNCell=Tanh;GRUCell=Add;fill_=Fill2;";

// "masked_fill" as MaskedFill, "log1p" as Log1P, "AvgPool2d" as AvgPool2D.
std::string camel(std::string_view s) {
  std::string out;
  bool up = true;
  for (char c : s) {
    if (c != '_') out += up && c >= 'a' && c <= 'z' ? char(c - 32) : c;
    up = c == '_' || (c >= '0' && c <= '9');
  }
  return out;
}

bool is_tensor(const Call& call, const char* name) { return call.arg(name).kind == Arg::tensor; }

// A linear layer and the products of matrices, by ranks.
std::string_view product(size_t left, size_t right) {
  if (left == 1 && right == 1) return "Dot";
  if (left == 2 && right == 1) return "Mv";
  if (left == 2 && right == 2) return "Mm";
  return left == 1 && right == 2 ? "Squeeze4" : "UnsafeView";
}

std::string_view linear(const Call& call) {
  const TensorInfo& x = call.tensor("input");
  size_t rank = x.shape.size();
  if (!call.has("bias")) return product(rank, 2);
  return rank == 2 ? "Addmm" : is_contiguous(x) ? "View" : "Add";
}

// x[…]: the last of the views that its parts make one after another.
std::string_view indexed(const Call& call) {
  std::string_view last = "Alias";
  for (auto& i : call.index) {
    if (i.kind == IndexItem::tensor) return "Index";
    if (i.kind == IndexItem::integer) last = "Select";
    if (i.kind == IndexItem::slice) last = "Slice";
    if (i.kind == IndexItem::none) last = "Unsqueeze";
  }
  return last;
}

std::string_view resampled(const Call& call, std::string& own) {
  std::string_view mode = call.row->name == "UpsamplingBilinear2d" ? "bilinear" : call.text("mode");
  int spatial = int(call.tensor("input").shape.size()) - 2;
  if (mode == "area") return own = words("AdaptiveAvgPool%D", {spatial});
  if (mode.empty()) mode = "nearest";
  return own = words("Upsample%%D", {camel(mode), spatial});
}

std::string_view recurrent(const Call& call, size_t i) {
  const TensorInfo& x = call.tensor("input");
  if (call.row->name == "LSTMCell") return i == 0 ? "Mul" : "Add";
  if (x.shape.size() == 2) return "Squeeze1";
  if (i > 0) return "Stack";
  if (call.flag("batch_first")) return call.row->name == "LSTM" ? "Transpose0" : "Transpose1";
  bool fused = call.row->name == "LSTM" && call.integer("proj_size").n == 0;
  return call.flag("bidirectional") ? "Cat" : fused ? "MkldnnRnnLayer" : "Stack";
}

std::string_view attended(const Call& call, size_t i) {
  std::string_view name = call.row->name;
  if (name == "scaled_dot_product_attention")
    return call.tensor("query").shape.size() == 4 ? "ScaledDotProductFlashAttentionForCpu" : "UnsafeView";
  if (i == 1) return call.flag("average_attn_weights") ? "Mean1" : "View";
  return call.flag("batch_first") && call.tensor("query").shape.size() == 3 ? "Transpose" : "View";
}

std::string_view loss(const Call& call) {
  std::string_view name = call.row->name, reduction = call.text("reduction");
  if (name == "CrossEntropyLoss" || name == "NLLLoss") {
    if (name == "CrossEntropyLoss" && is_floating(call.tensor("target").dtype)) return "Div1";
    return call.tensor("input").shape.size() > 2 ? "NllLoss2D" : "NllLoss";
  }
  if (name == "L1Loss") return reduction == "none" ? "Abs" : reduction == "sum" ? "Sum" : "Mean";
  if (name == "KLDivLoss") return reduction == "batchmean" ? "Div" : reduction == "sum" ? "Sum" : "Mean";
  return {};
}

// Names that hang on the arguments; empty: the row decides alone.
std::string_view by_arguments(const Call& call, size_t i, std::string& own) {
  std::string_view name = call.row->name, family = call.row->family;
  if (family == "loss") return loss(call);
  if (family == "recurrent" && name != "RNNCell" && name != "GRUCell") return recurrent(call, i);
  if (family == "attention") return attended(call, i);
  if (family == "resampling") return resampled(call, own);
  if (family.ends_with("convolution")) return "Convolution";
  if (name.find("atchNorm") != name.npos || name == "batch_norm") return "NativeBatchNorm";
  if (name.find("nstanceNorm") != name.npos || name == "instance_norm") return "View";
  if (name == "Linear" || name == "LazyLinear") return linear(call);
  if (name == "matmul") return product(call.tensor("input").shape.size(), call.tensor("other").shape.size());
  if (name == "grid_sample") return call.tensor("input").shape.size() == 4 ? "GridSampler2D" : "GridSampler3D";
  if (name == "__getitem__") return indexed(call);
  if (name == "Flatten" || name == "flatten" || name == "reshape" || name == "reshape_as" || name == "ravel")
    return call.view ? "View" : "UnsafeView";
  if (name == "sum" || name == "mean" || name == "prod") return own = camel(name) + (call.has("dim") ? "1" : "0");
  if (name == "max" || name == "min") {
    if (is_tensor(call, "other")) return name == "max" ? "Maximum" : "Minimum";
    return own = camel(name) + (call.has("dim") ? "0" : "1");
  }
  if (name == "median" || name == "nanmedian") return own = camel(name) + (call.has("dim") ? "1" : "0");
  if (name == "squeeze") return !call.has("dim") ? "Squeeze0" : call.arg("dim").v.size() > 1 ? "Squeeze2" : "Squeeze1";
  if (name == "sub") return is_tensor(call, "input") ? "Sub" : "Rsub1";
  if (name == "div") return !is_tensor(call, "input") ? "Mul" : call.has("rounding_mode") ? "Div2" : "Div";
  if (name == "pow") return !is_tensor(call, "input") ? "Pow2" : is_tensor(call, "exponent") ? "Pow1" : "Pow0";
  if (name == "clamp") return is_tensor(call, "min") || is_tensor(call, "max") ? "Clamp0" : "Clamp1";
  if (name == "scatter") return is_tensor(call, "src") ? "Scatter0" : "Scatter1";
  if (name == "diag") return call.tensor("input").shape.size() == 1 ? "DiagEmbed" : "";
  if (name.starts_with("AdaptiveAvgPool") && !name.ends_with("1d")) {
    // A mean over everything is computed as one.
    bool all = true;
    const Shape& out = call.out[0].shape;
    for (int k = 0; k < call.row->spatial; k++) all = all && out[out.size() - 1 - size_t(k)].n == 1;
    return all ? "Mean1" : "";
  }
  if (name == "pad") {
    std::string_view mode = call.text("mode");
    if (mode == "reflect" || mode == "replicate")
      return own = words("%ionPad%D",
                         {mode == "reflect" ? "Reflect" : "Replicat", call.tensor("input").shape.size() - 2});
    return "ConstantPadNd";
  }
  if (name.starts_with("ZeroPad") || name.starts_with("ConstantPad")) return "ConstantPadNd";
  return {};
}

}  // namespace

Name backward_name(Interp& in, const Call& call, size_t i) {
  std::string_view name = call.row->name, family = call.row->family;
  if (family == "creation" || name == "detach" || !differentiable(call.out[i].dtype)) return nullptr;
  if (name == "floor_divide" || name == "aminmax") return in.name("NotImplemented");
  if (name.starts_with("CircularPad") || (name == "pad" && call.text("mode") == "circular"))
    return in.name("CopySlices");
  if (name == "diag" && call.tensor("input").shape.size() == 2) return in.name("DiagonalBackward0_copy");
  if (name == "copy_") return in.name("CopyBackwards");
  for (std::string_view conversion : {"float", "double", "half", "bfloat16", "type_as"})
    if (name == conversion) return in.name("ToCopyBackward0");
  std::string own;
  std::string_view found = by_arguments(call, i, own);
  if (found.empty()) {
    own = ";" + std::string(name) + "=";
    size_t at = kNames.find(own);
    if (at == kNames.npos)
      found = own = camel(name);
    else
      found = kNames.substr(at + own.size(), kNames.find(';', at + 1) - at - own.size());
  }
  char last = found.back();
  bool numbered = last >= '0' && last <= '9' && found != "Log2" && found != "Log10" && found != "Exp2" &&
                  found != "Expm1" && found != "Atan2";
  std::string text(numbered ? found.substr(0, found.size() - 1) : found);
  return in.name(text + "Backward" + (numbered ? last : '0'));
}

bool hands_back(const Call& call) {
  std::string_view name = call.row->name;
  if (call.row->family == "dropout")
    return call.real("p") == 0 || (call.called.empty() ? !call.training : !call.flag("training"));
  const TensorInfo& x = call.tensor("input");
  return (name == "Flatten" || name == "flatten" || name == "ravel") && x.shape.size() == call.out[0].shape.size();
}

namespace {

// One `with torch.no_grad():`, or what decorates a function.
struct GradMode final : Obj {
  bool on, before = true;
  bool entered = false;  ///< set_grad_enabled took effect when it was called
  explicit GradMode(bool o) : Obj(Kind::host), on(o) {}
  std::string_view type_name() const override { return on ? "enable_grad" : "no_grad"; }

  static Result<Value> enter_or_exit(Interp& in, const Native& fn, Value, Arguments&) {
    GradMode& mode = *static_cast<GradMode*>(fn.data_value.o);
    bool& enabled = torch_of(in).grad_enabled;
    if (fn.name == "__exit__")
      enabled = mode.before;
    else if (!mode.entered)
      mode.before = enabled, enabled = mode.on;
    return Value();
  }

  // The decorated function: data_value is the function, data tells the modes apart.
  static Result<Value> decorated(Interp& in, const Native& fn, Value self, Arguments& args) {
    bool& enabled = torch_of(in).grad_enabled;
    bool before = enabled;
    enabled = fn.data;
    if (self.bound()) args.pos.insert(args.pos.begin(), self);
    Result<Value> r = in.call(fn.data_value, args);
    enabled = before;
    return r;
  }

  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n != "__enter__" && *n != "__exit__") return Value::missing();
    Native* f = in.heap.make<Native>(*n, enter_or_exit);
    f->data_value = Value::of(static_cast<Obj*>(this));
    return Value::of(static_cast<Obj*>(f));
  }

  Result<Value> call(Interp& in, Arguments& args) override {
    if (args.pos.empty()) return Value();
    return decorate(in, args.pos[0], on);
  }

  static Value decorate(Interp& in, Value function, bool on) {
    if (!is_kind(function, Kind::function)) return function;
    static constexpr char yes = 1;
    Native* f = in.heap.make<Native>("wrapper", decorated);
    f->data_value = function, f->is_method = f->wraps = true, f->data = on ? &yes : nullptr;
    return Value::of(static_cast<Obj*>(f));
  }
};

}  // namespace

Result<Value> grad_mode(Interp& in, const Native& fn, Value, Arguments& args) {
  Value first = args.pos.empty() ? args.get("mode") : args.pos[0];
  bool on = fn.name == "enable_grad";
  if (is_kind(first, Kind::function)) return GradMode::decorate(in, first, on);  // @torch.no_grad without parentheses
  if (first.bound() && !is_unknown(first)) on = TRY(in.truth(first)) == (fn.name == "set_grad_enabled");
  GradMode* mode = in.heap.make<GradMode>(on);
  if (fn.name == "set_grad_enabled") {
    // It holds at once; as a context manager until the end of the block.
    bool& enabled = torch_of(in).grad_enabled;
    mode->before = enabled, mode->entered = true, enabled = on;
  }
  return Value::of(static_cast<Obj*>(mode));
}

}  // namespace shapewalk
