// Modules that a program may import beside Python's and PyTorch's own: texts that somebody else has.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/ast.h"
#include "python/sketch.h"

namespace shapewalk {

/// A module as whoever has its text gives it.
struct ModuleText {
  std::string file;      ///< what messages call it
  std::string text;      ///< of a package that of its __init__.py, empty where it has none
  bool package = false;  ///< it may have modules in it
};

/// A module that was read.
struct LibraryModule {
  uint32_t number = 0;  ///< from 1
  std::string name;     ///< absolute: "torchvision.ops.misc"
  ModuleText from;
  Sketch sketch;
  std::unique_ptr<Program> program;
  /// It is a package that the program itself lies in. Python runs such a package's __init__.py before the program,
  /// where that is imported, and not at all where it is a script. Here it is run when a name is asked of the package
  /// that no module in it has.
  bool holds_program = false;
  /// Its text is the host's own and stands for what a library does in C: what goes wrong in it is told where the
  /// program called it.
  bool own = false;
};

/// Finds and reads each module once, for all runs of a program and of its edited versions.
class Library {
 public:
  /// The text of a module by its absolute dotted name; nothing where there is none.
  using Find = std::function<std::optional<ModuleText>(std::string_view dotted)>;
  /// `package`: the one that the program lies in ("torchvision.models"), or empty.
  explicit Library(std::string_view package = {}, Find find = {}) : package(package), find_(std::move(find)) {}
  /// Null where there is no such module.
  const LibraryModule* find(std::string_view dotted);
  /// A module of the host's own; `text` is asked for where it was not read yet. Null where that is empty.
  const LibraryModule* own(std::string_view dotted, const std::function<std::string()>& text);
  /// By number; those that were found.
  const LibraryModule& operator[](uint32_t number) const { return *modules_[number - 1]; }
  /// Reads the body of a function that was left for later; false where it cannot be read.
  bool read_body(const FunctionNode& f);
  const std::string package;
  Heap heap;  ///< names and literals of all modules; the program shares the names

 private:
  Find find_;
  std::vector<std::unique_ptr<LibraryModule>> modules_;
  std::vector<std::pair<std::string, const LibraryModule*>> asked_;  ///< null: not there
  const LibraryModule* read(std::string_view dotted, ModuleText from, bool own);
};

}  // namespace shapewalk
