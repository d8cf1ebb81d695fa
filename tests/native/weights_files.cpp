// Files that PyTorch wrote are read to the last number.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdlib>

#include "weights/match.h"
#include "weights_kit.h"

using namespace shapewalk;
using namespace kit;

namespace {

struct Read {
  std::vector<uint8_t> bytes;
  Result<weights::File> file;
  explicit Read(const std::string& name) : bytes(file_bytes(weight_path(name))), file(weights::read(bytes)) {}
  const weights::StateDict* dict(const std::string& path) const {
    for (auto& d : file->dicts)
      if (d.path == path) return &d;
    return nullptr;
  }
};

bool same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

// Against the numbers as Python printed them, read as floats and as whole numbers.
void check_numbers(const Read& in, const weights::Tensor& t, const std::vector<std::string>& numbers) {
  auto n = int64_t(numbers.size());
  REQUIRE(numel(t.shape).n == n);
  std::vector<double> doubles(numbers.size());
  std::vector<float> floats(numbers.size());
  std::vector<int64_t> integers(numbers.size());
  REQUIRE(raised(weights::copy_numbers(in.bytes, t, doubles.data(), n)) == "");
  REQUIRE(raised(weights::copy_numbers(in.bytes, t, floats.data(), n)) == "");
  REQUIRE(raised(weights::copy_numbers(in.bytes, t, integers.data(), n)) == "");
  for (size_t i = 0; i < numbers.size(); i++) {
    CAPTURE(numbers[i]);
    double value = std::strtod(numbers[i].c_str(), nullptr);
    if (is_floating(t.dtype)) {
      CHECK(same(doubles[i], value));
      CHECK(same(floats[i], float(value)));
      if (std::abs(value) < 1e18) CHECK(integers[i] == int64_t(value));
    } else {
      int64_t whole = std::strtoll(numbers[i].c_str(), nullptr, 10);
      CHECK(integers[i] == whole);
      CHECK(doubles[i] == double(whole));
      CHECK(floats[i] == float(whole));
    }
  }
  CHECK(raised(weights::copy_numbers(in.bytes, t, floats.data(), n + 1)) ==
        "ValueError: '" + t.name + "' does not hold " + number(n + 1) + " numbers");
}

}  // namespace

TEST_CASE("weight files hold what PyTorch says they hold") {
  auto rows = table_rows("expected.tsv");
  REQUIRE(rows.size() > 150);
  std::string before;
  size_t row_of_dict = 0;
  for (auto& row : rows) {
    REQUIRE(row.size() == 7);
    std::string file = row[0], path = row[1], name = row[2];
    row_of_dict = before == file + path ? row_of_dict + 1 : 0;
    before = file + path;
    CAPTURE(file);
    CAPTURE(name);
    Read in(file);
    REQUIRE(raised(in.file) == "");
    auto* dict = in.dict(path);
    REQUIRE(dict);
    REQUIRE(row_of_dict < dict->tensors.size());
    const weights::Tensor& t = dict->tensors[row_of_dict];
    CHECK(t.name == name);
    CHECK(commas(t.shape) == row[4]);
    CHECK(commas(t.strides) == row[5]);
    if (row[6].find("not supported") != std::string::npos) {
      CHECK(t.unreadable == row[6]);
      float x;
      CHECK(raised(weights::copy_numbers(in.bytes, t, &x, 1)) ==
            "ValueError: The numbers of '" + name + "' cannot be read: " + row[6]);
      continue;
    }
    CHECK(t.unreadable == "");
    CHECK(dtype_name(t.dtype) == row[3]);
    check_numbers(in, t, row[6].empty() ? std::vector<std::string>() : split(row[6], ' '));
  }
}

TEST_CASE("a weight file's format is told from its bytes") {
  CHECK(Read("cnn.safetensors").file->format == weights::Format::safetensors);
  CHECK(Read("cnn.pt").file->format == weights::Format::torch_zip);
  CHECK(Read("cnn_legacy.pt").file->format == weights::Format::torch_legacy);
}

TEST_CASE("the metadata of .safetensors files comes along") {
  Read in("cnn.safetensors");
  REQUIRE(in.file->metadata.size() == 2);
  CHECK(in.file->metadata[0] == std::pair<std::string, std::string>("format", "pt"));
  CHECK(in.file->metadata[1] == std::pair<std::string, std::string>("note", "ünïcode \"quoted\""));
}

TEST_CASE("tied weights share their storage") {
  for (auto name : {"views.pt", "views_legacy.pt"}) {
    Read in(name);
    auto& t = in.file->dicts[0].tensors;
    CHECK(t[0].begin == t[1].begin);
    CHECK(t[0].begin == t[2].begin);
    CHECK(t[3].offset == 2);
    CHECK(t[5].begin != t[0].begin);
  }
}

TEST_CASE("the largest state dict comes first, and optimizers have none") {
  Read checkpoint("checkpoint.pt"), two("two_models.pt");
  REQUIRE(checkpoint.file->dicts.size() == 2);
  CHECK(checkpoint.file->dicts[0].path == "['model_state_dict']");
  CHECK(checkpoint.file->dicts[1].path == "");
  REQUIRE(two.file->dicts.size() == 2);
  CHECK(two.file->dicts[0].path == "['nets'][1]");
  CHECK(Read("lightning.pt").file->dicts.size() == 1);
  CHECK(Read("module.pt").file->dicts.size() == 1);
}

TEST_CASE("files that hold no state dict are refused with the reason") {
  auto says = [](const char* name) {
    Read in(name);
    return raised(in.file) + " | " + (in.file ? "" : in.file.error()->hint);
  };
  CHECK(says("no_state_dict.pt") ==
        "ValueError: There is no state dict in the file: it holds a list | "
        "Save the parameters with torch.save(model.state_dict(), path).");
  CHECK(says("torchscript.pt") ==
        "RuntimeError: This is a TorchScript archive, which holds a program | "
        "Save the parameters with torch.save(model.state_dict(), path).");
  CHECK(says("compressed.pt") ==
        "RuntimeError: 'net/data.pkl' in the zip archive is compressed or encrypted (method 8) | "
        "torch.save stores without compression: save it anew, or repack the archive with `zip -0`.");
  CHECK(says("expected.tsv") ==
        "ValueError: This is no weight file: neither .safetensors nor what torch.save writes | ");
}
