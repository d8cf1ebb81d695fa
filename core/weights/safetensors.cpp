// .safetensors: the length of a JSON header in 8 bytes, the header, then the numbers of all tensors end to end.
// Source: the format's description in the README of huggingface/safetensors; as strict as its own reader.
#include "shape/words.h"
#include "weights/bytes.h"
#include "weights/names.h"

namespace shapewalk::weights {

namespace {

constexpr uint64_t longest_header = 100'000'000;

struct Spelling {
  std::string_view name;
  DType dtype;
  int bits;
  bool readable;
};

constexpr Spelling spellings[] = {
    {"F64", DType::float64, 64, true},     {"F32", DType::float32, 32, true},     {"F16", DType::float16, 16, true},
    {"BF16", DType::bfloat16, 16, true},   {"I64", DType::int64, 64, true},       {"I32", DType::int32, 32, true},
    {"I16", DType::int16, 16, true},       {"I8", DType::int8, 8, true},          {"U8", DType::uint8, 8, true},
    {"BOOL", DType::boolean, 8, true},     {"C64", DType::complex64, 64, false},  {"U64", DType::float32, 64, false},
    {"U32", DType::float32, 32, false},    {"U16", DType::float32, 16, false},    {"F8_E4M3", DType::float32, 8, false},
    {"F8_E5M2", DType::float32, 8, false}, {"F8_E8M0", DType::float32, 8, false}, {"F6_E2M3", DType::float32, 6, false},
    {"F6_E3M2", DType::float32, 6, false}, {"F4", DType::float32, 4, false},
};

// The JSON of a header, which is all that it reads: objects of objects, strings, arrays of whole numbers. So nothing in
// it nests deeper than a tensor's shape. What goes wrong first is kept, and ends every loop.
class Header {
 public:
  Header(std::string_view json, File& out) : json_(json), out_(out) {}
  // Where in the numbers each tensor lies.
  std::vector<int64_t> begins, ends;

  Result<void> read() {
    std::vector<Tensor>& tensors = out_.dicts[0].tensors;
    bool metadata = false;
    take('{');
    for (bool first = true; more('}', first); first = false) {
      std::string name = string();
      take(':');
      if (name == "__metadata__") {
        if (metadata) expected("one __metadata__");
        metadata = true;
        strings();
        continue;
      }
      tensors.emplace_back();
      tensors.back().name = std::move(name);
      tensor(tensors.back());
    }
    space();
    if (at_ != json_.size()) expected("the end of the header");
    if (failure_) return std::unexpected(std::move(failure_));
    return {};
  }

 private:
  void expected(const char* what) {
    if (!failure_) failure_ = fail("SafetensorError", "Byte %: expected %", {at_ + 8, what}).error();
  }

  char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }

  void space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') at_++;
  }

  void take(char c) {
    const char name[] = {'\'', c, '\'', '\0'};
    space();
    if (peek() != c) return expected(name);
    at_++;
  }

  // Before each item of an object or array: takes the comma before it, or what closes after the last.
  bool more(char close, bool first) {
    space();
    if (failure_) return false;
    if (peek() == close) {
      at_++;
      return false;
    }
    if (!first) take(',');
    return !failure_;
  }

  // The four digits of \uXXXX, or a negative number.
  int hex() {
    int x = 0;
    for (int i = 0; i < 4; i++, at_++) {
      char c = peek();
      int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
      if (digit < 0) return -1;
      x = x * 16 + digit;
    }
    return x;
  }

  void escaped(std::string& s) {
    constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    char c = peek();
    at_++;
    size_t found = from.find(c);
    if (found != from.npos) {
      s += to[found];
      return;
    }
    int point = c == 'u' ? hex() : -1;
    if (point >= 0xD800 && point < 0xDC00 && json_.substr(at_, 2) == "\\u") {
      at_ += 2;
      int low = hex();
      point = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00) : -1;
    }
    if (point < 0 || (point >= 0xD800 && point < 0xE000)) return expected("a character after '\\'");
    int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    s += char(more ? 0xFF80 >> more | point >> (6 * more) : point);
    while (more-- > 0) s += char(0x80 | (point >> (6 * more) & 0x3F));
  }

  std::string string() {
    std::string s;
    take('"');
    while (!failure_) {
      size_t run = at_;
      while (uint8_t(peek()) >= ' ' && peek() != '"' && peek() != '\\') at_++;
      s += json_.substr(run, at_ - run);
      char c = peek();
      if (c != '"' && c != '\\') {
        expected("'\"'");
        break;
      }
      at_++;
      if (c == '"') break;
      escaped(s);
    }
    return s;
  }

  int64_t integer() {
    space();
    size_t start = at_;
    int64_t n = 0;
    for (; peek() >= '0' && peek() <= '9'; at_++) {
      if (n > (INT64_MAX - 9) / 10) {
        expected("a number below 2^63");
        break;
      }
      n = n * 10 + (peek() - '0');
    }
    if (at_ == start || (at_ - start > 1 && json_[start] == '0')) expected("a whole number, not negative");
    return n;
  }

  std::vector<int64_t> integers(size_t most) {
    std::vector<int64_t> out;
    take('[');
    while (more(']', out.empty())) {
      if (out.size() == most) expected("']'");
      out.push_back(integer());
    }
    return out;
  }

  void strings() {
    take('{');
    for (bool first = true; more('}', first); first = false) {
      std::string key = string();
      take(':');
      out_.metadata.push_back({std::move(key), string()});
    }
  }

  void tensor(Tensor& t) {
    std::string dtype;
    std::vector<int64_t> sizes, offsets;
    int seen = 0;
    take('{');
    while (more('}', seen == 0)) {
      space();
      size_t start = at_;
      std::string field = string();
      int bit = field == "dtype" ? 1 : field == "shape" ? 2 : field == "data_offsets" ? 4 : 0;
      if (bit == 0 || (seen & bit)) {
        at_ = start;
        return expected("dtype, shape and data_offsets, once each");
      }
      seen |= bit;
      take(':');
      if (bit == 1)
        dtype = string();
      else
        (bit == 2 ? sizes : offsets) = integers(bit == 2 ? max_axes : 2);
    }
    if (seen != 7 || offsets.size() != 2) return expected("dtype, shape and two data_offsets before this");
    begins.push_back(offsets[0]), ends.push_back(offsets[1]);
    t.shape.assign(sizes.begin(), sizes.end());
    t.strides.resize(sizes.size());
    int64_t run = 1;
    for (size_t i = sizes.size(); i-- > 0;) t.strides[i] = run, run = mul(run, sizes[i]);
    type(t, dtype, sub(offsets[1], offsets[0]));
  }

  // A dtype that came after this was written is left unread; the place of its tensor is still checked.
  void type(Tensor& t, const std::string& name, int64_t bytes) {
    const Spelling* known = nullptr;
    for (const Spelling& s : spellings)
      if (s.name == name) known = &s;
    if (!known || !known->readable) t.unreadable = words("% is not supported", {name});
    if (!known) return;
    t.dtype = known->dtype;
    int64_t bits = mul(numel(t.shape).n, known->bits);
    if (!failure_ && (bits == INT64_MAX || bits % 8 != 0 || bits / 8 != bytes))
      failure_ = fail("SafetensorError", "Tensor '%': % of % does not take the % bytes that data_offsets says",
                      {t.name, name, t.shape, bytes})
                     .error();
  }

  std::string_view json_;
  size_t at_ = 0;
  File& out_;
  Failure failure_;
};

// No name twice.
Result<void> check_names(const File& file) {
  Names names, keys;
  for (auto& t : file.dicts[0].tensors) names.add(t.name, 0);
  for (auto& [key, value] : file.metadata) keys.add(key, 0);
  for (Names* all : {&names, &keys}) {
    all->sort();
    std::string_view twice = all->twice();
    if (twice.data()) return fail("SafetensorError", "'%' is there twice", {twice});
  }
  return {};
}

}  // namespace

Result<File> read_safetensors(Bytes file) {
  if (file.size() < 8) return fail("SafetensorError", "The file has % bytes, too few for a header", {file.size()});
  uint64_t size = little(file.data(), 8), room = file.size() - 8;
  if (size > longest_header || size > room)
    return fail("SafetensorError", "The header is said to have % bytes; the file has % after the length",
                {std::to_string(size), room});
  std::string_view json = text(file, 8, size);
  if (!is_utf8(json)) return fail("SafetensorError", "The header is not UTF-8");
  if (!json.starts_with('{')) return fail("SafetensorError", "Byte 8: expected '{'");
  File out;
  out.dicts.emplace_back();
  Header header(json, out);
  CHECK_OK(header.read());
  CHECK_OK(check_names(out));
  // End to end: no gap, no overlap, nothing after the last. An empty tensor comes before what begins where it does.
  Order order;
  for (size_t i = 0; i < header.begins.size(); i++)
    order.push_back({add(mul(header.begins[i], 2), header.ends[i] > header.begins[i]), uint32_t(i)});
  sort(order);
  int64_t end = 0, numbers = int64_t(room - size);
  for (auto& [_, i] : order) {
    Tensor& t = out.dicts[0].tensors[i];
    if (header.begins[i] != end || header.ends[i] < end || header.ends[i] > numbers)
      return fail("SafetensorError", "Tensor '%': its data_offsets % to % should begin at % and end by %",
                  {t.name, header.begins[i], header.ends[i], end, numbers});
    t.begin = int64_t(8 + size) + end;
    end = header.ends[i];
  }
  if (end != numbers) return fail("SafetensorError", "% bytes after the last tensor", {numbers - end});
  return out;
}

}  // namespace shapewalk::weights
