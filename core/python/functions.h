// Variables of calls, and binding arguments to parameters.
#pragma once

#include "python/evaluator.h"

namespace shapewalk {

/// All variables of a function, unbound.
void enter_variables(Interp&, const FunctionNode*, Names&);
/// Put the shared ones into cells.
void make_cells(Interp&, const FunctionNode*, Names&);

/// The variables of a call, taken from the interpreter's spare ones and given back.
class Locals {
 public:
  Locals(Interp& in, const FunctionNode* f);
  ~Locals();
  Locals(const Locals&) = delete;
  Locals& operator=(const Locals&) = delete;
  Names* operator->() { return names_.get(); }
  Names& operator*() { return *names_; }

 private:
  Interp& in_;
  std::unique_ptr<Names> names_;
};

/// Bind a call's arguments to the parameters; Python's TypeErrors where they do not fit.
Result<void> bind_arguments(Interp&, const Function&, Arguments&, Names& locals);
/// What an annotation says, in a module's names; unknown where that cannot be told.
Value annotation_value(Interp&, const std::string& text, uint32_t module);
/// "'a', 'b', and 'c'" as Python lists names in messages.
std::string listed(const std::vector<Name>& names);

}  // namespace shapewalk
