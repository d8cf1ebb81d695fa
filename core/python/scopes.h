// Which name means what: locals get slots, variables shared with inner functions become cells, the rest is global.
#pragma once

#include <memory>
#include <vector>

#include "python/ast.h"

namespace shapewalk {

/// The names of one module, function, class body or comprehension, while the tree is made.
struct Scope {
  struct Variable {
    Name name;
    bool assigned = false, global = false, nonlocal = false;
    bool captured = false;  ///< an inner function uses it: it lives in a cell
    bool free = false;      ///< it is an outer function's: `slot` holds its cell
    int32_t slot = -1;
  };
  Scope* parent = nullptr;
  FunctionNode* node = nullptr;  ///< null: the module
  std::vector<Variable> variables;
  std::vector<Ast*> uses;  ///< name nodes, to be settled when everything is known

  bool is_class() const { return node && node->kind == FunctionKind::class_body; }
  bool is_comprehension() const { return node && node->kind >= FunctionKind::list; }
  Variable& variable(Name n);
  void assign(Name n) {
    if (node) variable(n).assigned = true;
  }

 private:
  Names index_;  // name → position in `variables`
};

/// Settle every name of the scopes (parents before children).
void resolve_names(std::vector<std::unique_ptr<Scope>>& scopes, Heap& heap);

}  // namespace shapewalk
