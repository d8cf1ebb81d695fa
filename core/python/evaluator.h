// Runs the code of one call: one Evaluator for each Python frame.
#pragma once

#include "python/ast.h"
#include "python/interp.h"
#include "python/objects.h"
#include "python/operators.h"
#include "python/types.h"

namespace shapewalk {

/// What a statement did to the flow of control.
enum class Flow : uint8_t { next, break_, continue_, return_, yield };

struct GeneratorObj;

struct Evaluator {
  Interp& in;
  const FunctionNode* function = nullptr;  ///< null: the module
  Names* locals = nullptr;                 ///< variables by slot
  Names* class_names = nullptr;            ///< of a class body
  GeneratorObj* generator = nullptr;
  Value result = Value::missing();  ///< what return gives, or a comprehension's collection
  bool exit_in_doubt = false;       ///< something unknown kept a break or return of this round from being run
  Names& globals;                   ///< of the module that the code is in

  Evaluator(Interp& i, const FunctionNode* f, Names* l)
      : in(i), function(f), locals(l), globals(i.globals_of(f->module)) {}
  /// An expression that sees these names alone.
  Evaluator(Interp& i, Names& scope) : in(i), globals(scope) {}
  /// Code of a module's top level.
  Evaluator(Interp& i, uint32_t module) : in(i), globals(i.globals_of(module)) {}

  // eval_expressions.cpp
  Result<Value> eval(const Ast* n);
  Result<Value> name(const Ast* n);
  Result<Value> global(const Ast* n);
  Result<Value> attribute(const Ast* n);
  Result<Value> subscript(const Ast* n);
  Result<Value> slice(const Ast* n);
  Result<Value> binary(const Ast* n);
  Result<Value> compare(const Ast* n);
  Result<Value> compare_chain(const Ast* n);
  Result<Value> logical(const Ast* n);
  Result<Value> collection(const Ast* n);
  Result<bool> gather(const Ast* n, std::vector<Value>& out);
  Result<Value> dict(const Ast* n);
  Result<Value> joined(const Ast* n);
  Result<std::string> formatted(const Ast* n);
  Result<Value> walrus(const Ast* n);

  // eval_calls.cpp
  Result<Value> call(const Ast* n);
  Result<Value> call_method(const Ast* n);
  /// True where something unknown is spread out in it: there may be more arguments than these.
  Result<bool> arguments(const Ast* n, uint32_t first, Arguments& out);
  Result<Value> make_function(const Ast* n);
  Result<Value> comprehension(const Ast* n);
  Result<Value> make_class(const Ast* n);
  Result<Value> decorated(const Ast* n);

  // eval_assign.cpp
  Result<void> assign(const Ast* target, Value v);
  Result<void> unpack(const Ast* target, Value v);
  Result<void> set_name(const Ast* target, Value v);
  Result<void> augmented(const Ast* n);
  Result<void> annotated(const Ast* n);
  Result<void> erase(const Ast* target);

  // eval_statements.cpp
  Result<Flow> exec(const Ast* n);
  Result<Flow> block(const Ast* n);
  Result<Flow> if_statement(const Ast* n);
  Result<Flow> while_loop(const Ast* n);
  Result<Flow> for_loop(const Ast* n);
  Result<bool> repeat_last(Iterator&, size_t before, size_t between);
  Result<bool> skip_to_last(const Ast* loop, Iterator&, uint64_t seen);
  Result<Flow> yield(const Ast* n);
  Result<Flow> yield_from(const Ast* n);
  Result<void> append(const Ast* n);
  Result<void> assert_statement(const Ast* n);
  Result<void> print_words(const Ast* n);
  Result<Flow> tell_loop(Failure f, const Ast* loop, uint64_t rounds);

  // eval_open.cpp
  Result<void> leave_open(const Ast* n);
  Result<void> leave_open_target(const Ast* target);
  Result<void> leave_rounds_open(const Ast* body);
  Result<void> leave_changed(const Ast* target);
  Result<void> leave_all_changed(const Ast* body);
  Result<void> forget_sums(const Ast* n);
  const Value* variable(const Ast* name);
  Value plain_value(const Ast* target);

  // eval_try.cpp
  Result<Flow> try_statement(const Ast* n);
  Result<Flow> handle(const Ast* n, Failure f);
  Result<Flow> run_handler(const Ast* handler, Failure f);
  Result<bool> catches(const Ast* handler, Problem& p);
  Result<Flow> with_statement(const Ast* n);
  Result<void> raise(const Ast* n);

  // eval_match.cpp
  Result<Flow> match_statement(const Ast* n);
  Result<bool> matches(const Ast* pattern, Value v);
  Result<bool> matches_sequence(const Ast* pattern, Value v);
  Result<bool> matches_mapping(const Ast* pattern, Value v);
  Result<bool> matches_class(const Ast* pattern, Value v);

  // eval_imports.cpp
  Result<void> import(const Ast* n);
  Result<void> import_from(const Ast* n);
  Result<void> import_star(Value module);
  Result<Value> imported_name(Value module, Name wanted, const std::string& dotted);

  /// The place that errors are reported at, from here on.
  void at(const Ast* n) { in.frames.back().at = n->at; }
  std::unexpected<Failure> unbound(const Ast* n);
  bool resuming() const;
  void save(int64_t where, Value v = Value());
};

/// A generator at work: its variables, and for every statement around the yield where it stands in it.
struct GeneratorObj final : Iterator {
  const FunctionNode* function;
  std::unique_ptr<Names> locals;
  struct Saved {
    int64_t where;
    Value v;
  };
  std::vector<Saved> saved;  ///< innermost first: taken from the back on the way in
  Value given;               ///< what yield gave
  Value sent;                ///< what the yield that it goes on from is: send()'s argument
  Value returned;            ///< what it returned at its end
  Failure thrown;            ///< what is raised where it goes on from
  bool resuming = false, running = false, finished = false;
  Iterator* over = nullptr;  ///< of a generator expression: what it goes over
  GeneratorObj(const FunctionNode* f, std::unique_ptr<Names> l) : function(f), locals(std::move(l)) {}
  std::string_view type_name() const override { return "generator"; }
  Class* host_type(Interp&) override;
  bool open() const override { return over && over->open(); }
  bool generates() const override { return true; }
  Result<bool> next(Interp&, Value& out) override;
  /// Goes on with a value as what its yield gives.
  Result<bool> send(Interp&, Value v, Value& out);
  /// Goes on with an exception at its yield.
  Result<bool> raise(Interp&, Failure, Value& out);
};

/// An iterator as a generator; null for all others.
GeneratorObj* as_generator(Value v);
/// StopIteration, with what a generator returned.
std::unexpected<Failure> stop_iteration(Interp&, Value iterator);
/// send, throw and close, as methods of generators.
void add_generator_methods(Interp&, Class*);

inline bool Evaluator::resuming() const { return generator && generator->resuming; }

/// Runs the body of a function whose variables are bound.
Result<Value> run_function(Interp&, const FunctionNode*, Names& locals);

}  // namespace shapewalk
