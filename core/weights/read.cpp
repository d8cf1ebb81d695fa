// Which format a file is in, and what to say of one that is none.
#include "shape/words.h"
#include "weights/bytes.h"

namespace shapewalk::weights {

namespace {

struct Start {
  std::string_view bytes;
  const char* hint;
};

// What people have in hand by mistake, by its first bytes.
constexpr Start other_files[] = {
    {"version https://git-lfs", "It is a Git LFS pointer, which stands for the file: `git lfs pull` fetches it."},
    {"<", "It is a web page: the download gave a page and no file."},
    {"\x89HDF", "It is an HDF5 file, as Keras writes them."},
    {"\x93NUMPY", "It is a NumPy array."},
    {"GGUF", "It is a GGUF file, as llama.cpp reads them."},
    {"\x1f\x8b", "It is compressed with gzip: unpack it first."},
};

}  // namespace

Result<File> read(Bytes file) {
  if (file.empty()) return fail("ValueError", "The file is empty");
  std::string_view all = text(file, 0, file.size());
  if (all.starts_with("PK\x03\x04") || all.starts_with("PK\x05\x06")) return read_torch_zip(file);
  bool pickle = all.size() > 1 && file[0] == 0x80 && file[1] <= 5;
  if (all.size() > 8 && all[8] == '{' && !(pickle && little(file.data(), 8) > file.size()))
    return read_safetensors(file);
  if (pickle) return read_torch_legacy(file);
  const char* none = "This is no weight file: neither .safetensors nor what torch.save writes";
  if (all.size() > 257 && all.substr(257, 5) == "ustar")
    return fail("RuntimeError", none, {},
                "It is a tar file, as PyTorch wrote before version 0.1.10: load and save it with a newer one.");
  for (const Start& other : other_files)
    if (all.starts_with(other.bytes)) return fail("ValueError", none, {}, other.hint);
  return fail("ValueError", none);
}

bool is_utf8(std::string_view s) {
  for (size_t i = 0; i < s.size();) {
    uint8_t c = uint8_t(s[i++]);
    if (c < 0x80) continue;
    int more = c >= 0xC2 && c <= 0xDF ? 1 : c >= 0xE0 && c <= 0xEF ? 2 : c >= 0xF0 && c <= 0xF4 ? 3 : 0;
    if (more == 0 || s.size() - i < size_t(more)) return false;
    uint32_t point = c & (0x3F >> more);
    for (int k = 0; k < more; k++, i++) {
      if ((uint8_t(s[i]) & 0xC0) != 0x80) return false;
      point = point << 6 | (uint8_t(s[i]) & 0x3F);
    }
    // Written longer than need be, a surrogate, or beyond Unicode.
    if (point < (more == 1 ? 0x80u : more == 2 ? 0x800u : 0x10000u)) return false;
    if ((point >= 0xD800 && point < 0xE000) || point > 0x10FFFF) return false;
  }
  return true;
}

}  // namespace shapewalk::weights
