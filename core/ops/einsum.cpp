// torch.einsum: products and sums written with one letter for each axis.
#include "ops/pointwise.h"
#include "ops/products.h"
#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

// A term of the equation: letters as they stand, with '.' once for an ellipsis.
struct Term {
  std::string labels;
  bool ellipsis = false;
  size_t letters() const { return labels.size() - ellipsis; }
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::unexpected<Failure> wrong(std::string text) { return fail("RuntimeError", "einsum(): %", {std::move(text)}); }

// One side of the arrow: `what` is "operand 0" or "output"; ends at a comma or at the end of the side.
Result<Term> term(std::string_view side, size_t& i, size_t offset, const std::string& what) {
  Term t;
  for (; i < side.size() && side[i] != ','; i++) {
    if (side[i] == ' ') continue;
    if (side[i] == '.') {
      if (t.ellipsis)
        return wrong(words("found '.' for %%", {what, what == "output" ? " but an ellipsis (...) was already found"
                                                                       : " for which an ellipsis was already found"}));
      if (side.substr(i, 3) != "...")
        return wrong(
            words("found '.' for % that is not part of any ellipsis%", {what, what == "output" ? " (...)" : ""}));
      t.ellipsis = true;
      t.labels += '.';
      i += 2;
    } else if (is_letter(side[i])) {
      t.labels += side[i];
    } else {
      return wrong(words("invalid subscript given at index % in the equation string, subscripts must be in [a-zA-Z]",
                         {Word(i + offset)}));
    }
  }
  return t;
}

struct Sizes {
  Dim of[128];
  bool seen[128] = {};
  int count[128] = {};
};

// The axes of one operand meet those that came before.
Result<void> place(Sizes& sizes, Shape& dots, const Term& t, const Shape& shape, size_t operand) {
  size_t axis = 0, covered = shape.size() - t.letters();
  bool here[128] = {};
  for (char c : t.labels) {
    if (c == '.') {
      for (size_t k = 0; k < covered; k++, axis++) {
        Dim& d = dots[dots.size() - covered + k];
        if (shape[axis].n != 1 && d.n != 1 && shape[axis].n != d.n)
          return wrong(
              words("dimension % covered by ellipsis in operand %has size % which does not broadcast with previously "
                    "seen ellipsis with size % for the respective dimension",
                    {axis, operand, shape[axis].n, d.n}));
        if (d.n == 1) d = shape[axis];
      }
      continue;
    }
    Dim size = shape[axis++];
    size_t i = size_t(c);
    if (here[i]) {
      if (sizes.of[i].n != size.n)
        return wrong(words("subscript % is repeated for operand % but the sizes don't match, % != %",
                           {std::string(1, c), operand, size.n, sizes.of[i].n}));
      continue;
    }
    here[i] = true;
    if (sizes.seen[i] && size.n != 1 && sizes.of[i].n != 1 && size.n != sizes.of[i].n)
      return wrong(words("subscript % has size % for operand % which does not broadcast with previously seen size %",
                         {std::string(1, c), size.n, operand, sizes.of[i].n}));
    if (!sizes.seen[i] || sizes.of[i].n == 1) sizes.of[i] = size;
    sizes.seen[i] = true;
  }
  return {};
}

std::vector<TensorInfo> operands_of(const Call& call) {
  if (call.arg("operands").kind == Arg::tensors) return call.arg("operands").t;
  std::vector<TensorInfo> all;
  for (std::string_view name : {"a", "b", "c", "d"})
    if (call.has(name)) all.push_back(call.tensor(name));
  return all;
}

// What stands for the side that an equation without an arrow lacks: the ellipsis, then every letter that occurs once,
// capitals first.
Term implied_output(const int* count, bool dots) {
  Term out;
  if (dots) out.labels = ".", out.ellipsis = true;
  for (int c = 'A'; c <= 'z'; c++)
    if (is_letter(char(c)) && count[c] == 1) out.labels += char(c);
  return out;
}

Result<void> einsum_shape(Call& call) {
  std::string_view equation = call.text("equation");
  std::vector<TensorInfo> operands = operands_of(call);
  if (operands.empty())
    return fail("ValueError",
                "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
                "subscripts list");
  size_t arrow = equation.find("->");
  std::string_view lhs = equation.substr(0, arrow);

  std::vector<Term> terms;
  for (size_t i = 0;; i++) {
    terms.push_back(TRY(term(lhs, i, 0, words("operand %", {Word(terms.size())}))));
    if (i >= lhs.size()) break;
    if (terms.size() == operands.size()) return wrong("fewer operands were provided than specified in the equation");
  }
  if (terms.size() < operands.size()) return wrong("more operands were provided than specified in the equation");

  size_t widest = 0;
  bool any_dots = false;
  Sizes sizes;
  for (size_t k = 0; k < terms.size(); k++) {
    size_t rank = operands[k].shape.size(), letters = terms[k].letters();
    std::string counts = words("the number of subscripts in the equation (%)", {letters});
    std::string rest = words(" the number of dimensions (%) for operand %", {rank, k});
    if (!terms[k].ellipsis && letters != rank)
      return wrong(words("% does not match% and no ellipsis was given", {counts, rest}));
    if (terms[k].ellipsis && letters > rank) return wrong(words("% is more than%", {counts, rest}));
    if (terms[k].ellipsis) widest = rank - letters > widest ? rank - letters : widest, any_dots = true;
    for (char c : terms[k].labels) sizes.count[size_t(c)]++;
  }

  Term out;
  if (arrow == std::string_view::npos) {
    out = implied_output(sizes.count, any_dots);
  } else {
    size_t i = 0;
    std::string_view rhs = equation.substr(arrow + 2);
    out = TRY(term(rhs, i, arrow + 2, "output"));
    if (i < rhs.size())
      return wrong(words("invalid subscript given at index % in the equation string, subscripts must be in [a-zA-Z]",
                         {Word(i + arrow + 2)}));
    std::string done;
    for (char c : out.labels) {
      if (c == '.') continue;
      if (sizes.count[size_t(c)] == 0)
        return wrong(words("output subscript % does not appear in the equation for any input operand",
                           {Word(std::string(1, c))}));
      if (done.find(c) != std::string::npos)
        return wrong(words("output subscript % appears more than once in the output", {Word(std::string(1, c))}));
      done += c;
    }
  }

  Shape dots(widest, Dim(1));
  for (size_t k = 0; k < terms.size(); k++) CHECK_OK(place(sizes, dots, terms[k], operands[k].shape, k));
  Shape shape;
  for (char c : out.labels)
    if (c == '.')
      shape.insert(shape.end(), dots.begin(), dots.end());
    else
      shape.push_back(sizes.of[size_t(c)]);
  std::string summed;
  for (int c = 'A'; c <= 'z'; c++)
    if (sizes.count[c] && out.labels.find(char(c)) == std::string::npos)
      summed += (summed.empty() ? "" : ", ") + std::string(1, char(c));
  call.say = summed.empty() ? "Every letter stays: nothing is summed."
                            : words("Summed over %, which the result leaves out.", {summed});
  DType dtype = operands.empty() ? DType::float32 : operands[0].dtype;
  call.give(std::move(shape), dtype);

  // One operand whose letters only change places is a view with its axes reordered.
  if (operands.size() == 1 && summed.empty() && out.labels.size() == terms[0].labels.size() && !any_dots) {
    std::vector<int64_t> own = strides_of(operands[0]), strides;
    for (char c : out.labels) strides.push_back(own[terms[0].labels.find(c)]);
    call.out[0] = strided(operands[0], call.out[0].shape, std::move(strides));
    call.view = true;
  }
  return {};
}

// Every letter's size once: the places of the result times those that are summed over.
int64_t einsum_macs(const Call& call) {
  std::vector<TensorInfo> operands = operands_of(call);
  if (operands.size() < 2) return 0;
  std::string_view equation = call.text("equation");
  std::string_view lhs = equation.substr(0, equation.find("->"));
  Sizes sizes;
  int64_t all = 1;
  for (size_t i = 0, k = 0; k < operands.size(); i++, k++) {
    auto t = term(lhs, i, 0, "");
    if (!t) return 0;
    size_t axis = 0;
    for (char c : t->labels) {
      size_t covered = c == '.' ? operands[k].shape.size() - t->letters() : 1;
      for (; covered > 0; covered--, axis++) {
        Dim size = operands[k].shape[axis];
        if (c == '.' ? k > 0 : sizes.seen[size_t(c)]) continue;
        all = mul(all, size.n);
      }
      sizes.seen[size_t(c)] = true;
    }
  }
  return all;
}

// --- the kernel ----------------------------------------------------------------------------------

// An operand with a label for each axis: axes under the ellipsis are numbered from the last one, and a letter that
// stands twice walks the diagonal.
Labelled labelled(const Term& t, const View& v) {
  Labelled a;
  a.view = v;
  a.view.sizes.clear(), a.view.strides.clear();
  size_t axis = 0, covered = v.sizes.size() - t.letters();
  auto add = [&](char label) {
    int64_t size = v.sizes[axis], stride = v.strides[axis];
    axis++;
    if (size_t at = a.labels.find(label); at != std::string::npos) {
      a.view.strides[at] += stride;
      return;
    }
    a.labels += label;
    a.view.sizes.push_back(size), a.view.strides.push_back(stride);
  };
  for (char c : t.labels)
    if (c == '.')
      for (size_t k = covered; k-- > 0;) add(char(k + 1));
    else
      add(c);
  return a;
}

Result<void> run_einsum(Run& run) {
  const Call& call = run.call;
  std::vector<TensorInfo> operands = operands_of(call);
  DType dtype = call.out[0].dtype;
  std::vector<Labelled> all;
  size_t widest = 0;
  std::string_view equation = call.text("equation"), lhs = equation.substr(0, equation.find("->"));
  int count[128] = {};
  for (size_t at = 0; all.size() < operands.size(); at++) {
    Term t = TRY(term(lhs, at, 0, ""));
    for (char c : t.labels) count[size_t(c)]++;
    const TensorInfo& o = operands[all.size()];
    if (t.ellipsis) widest = widest > o.shape.size() - t.letters() ? widest : o.shape.size() - t.letters();
    Arg a;
    a.kind = Arg::tensor;
    a.t.push_back(o);
    all.push_back(labelled(t, operand(run, a, dtype)));
  }
  size_t arrow = equation.find("->"), i = 0;
  Term out = arrow == std::string_view::npos ? implied_output(count, count[size_t('.')] > 0)
                                             : TRY(term(equation.substr(arrow + 2), i, 0, ""));
  std::string labels;
  for (char c : out.labels)
    if (c == '.')
      for (size_t k = widest; k-- > 0;) labels += char(k + 1);
    else
      labels += c;
  Labelled result = std::move(all[0]);
  for (size_t k = 1; k < all.size(); k++) {
    std::string keep = labels;
    for (size_t j = k + 1; j < all.size(); j++) keep += all[j].labels;
    result = TRY(contract(run, result, all[k], keep));
  }
  result = TRY(sum_to(run, result, labels));
  copy(aligned(result, labels), run.out());
  return {};
}

constexpr Row kRows[] = {
    {.name = "einsum",
     .family = "matmul",
     .functions = "torch.einsum(str equation, Tensor a, Tensor? b=None, Tensor? c=None, Tensor? d=None)\n"
                  "torch.einsum(str equation, Tensor[] operands)",
     .shape = einsum_shape,
     .macs = einsum_macs,
     .run = run_einsum,
     .example = {"torch.einsum('bqd,bkd->bqk', x, y)", "8,50,64;8,60,64", "8,50,60"},
     .doc = "Products and sums with a letter for each axis: 'ij,jk->ik' is the matrix product. The same letter must "
            "have the "
            "same size everywhere; letters that the part after -> leaves out are summed over. Without -> the result "
            "has all "
            "letters that occur once, in alphabetical order.",
     .source = "torch.einsum"},
};

}  // namespace

std::span<const Row> einsum() { return kRows; }

}  // namespace shapewalk
