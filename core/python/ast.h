// The syntax tree that the interpreter walks: tree-sitter's tree, lowered once into small nodes of our own.
// Names are interned, local variables have slots, every node has its place in the text as it was pasted.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/value.h"

namespace shapewalk {

/// Operators of expressions, in the order of operator_text().
enum class Op : uint8_t {
  add,
  sub,
  mul,
  div,
  floor_div,
  mod,
  pow,
  matmul,
  left_shift,
  right_shift,
  bit_and,
  bit_xor,
  bit_or,
  less,
  less_equal,
  equal,
  not_equal,
  greater,
  greater_equal,
  in,
  not_in,
  is,
  is_not,
  negative,
  positive,
  invert,
  logical_not
};

/// An operator as it is written: "+", "//", "not in".
std::string_view operator_text(Op op);

/// What a node of the tree is; the comment says what its kids are.
enum class Form : uint8_t {
  // Expressions.
  none,
  true_,
  false_,
  ellipsis,
  integer,        // i
  real,           // f
  huge,           // text: an integer beyond int64
  text,           // object: the Str
  joined,         // f-string: parts
  formatted,      // expression [format spec]; op: conversion character or 0
  local,          // slot: a variable of this function
  cell,           // slot: a variable shared with an inner or outer function
  global,         // name
  class_name,     // name: of a class body, else slot (if any), else global
  attribute,      // object; name
  subscript,      // object, index
  slice,          // start, stop, step (each may be null)
  call,           // callee, arguments (expressions, star, double_star, keyword)
  keyword,        // value; name
  star,           // value
  double_star,    // value
  unary,          // operand; op
  binary,         // left, right; op
  compare,        // left, right; op
  compare_chain,  // operands; the operators are the ops of `operators`
  and_,
  or_,          // operands
  conditional,  // condition, then, else
  tuple,
  list,
  set,
  dict,           // keys and values in turn; a null key: ** of the value
  lambda,         // function
  comprehension,  // first iterable; function
  walrus,         // target, value
  await,          // value
  unreadable,
  // Statements.
  block,       // statements
  expression,  // value
  assign,      // value, targets
  augmented,   // target, value; op
  annotated,   // target, [value]; text: the annotation as written
  if_,         // condition, block, [else]
  while_,      // condition, block, [else]
  for_,        // target, iterable, block, [else]
  try_,        // block, handlers, else (or null), finally (or null)
  handler,     // class (or null), target (or null), block
  with,        // item, target (or null), block
  match,       // subject, cases
  case_,       // pattern, guard (or null), block
  function,    // decorators; function
  class_,      // bases and keywords; function: its body
  decorated,   // statement (function or class_), decorators from the last to the first, target
  return_,
  raise,        // [value], [cause]
  assert_,      // condition, [message]
  delete_,      // targets
  import,       // target; text: dotted name; op 1: bind the whole path (import a.b as c)
  import_from,  // targets (name nodes, or null for *); text: module; names are in `imported`
  pass,
  break_,
  continue_,
  yield,        // [value], [target]
  yield_from,   // value, [target]
  append,       // value (or key, value): of a comprehension
  print_words,  // arguments of a Python 2 print statement
  // Patterns of `match`.
  match_value,     // expression
  match_capture,   // [pattern], target (or null for _)
  match_sequence,  // patterns, at most one match_star
  match_star,      // target (or null)
  match_mapping,   // key, pattern, …, [match_star]
  match_class,     // class, patterns (keyword patterns are keyword nodes)
  match_or,        // patterns
};

struct FunctionNode;
struct Ast;

/// Text and names that only imports, annotations and huge numbers need.
struct Words {
  std::string text;
  std::vector<Name> names;
  std::vector<Op> operators;
};

/// A node. Nodes and their arrays of kids live in the Program's arena.
struct Ast {
  Form form;
  uint8_t op = 0;
  uint32_t count = 0;  ///< of kids
  Span at;
  Ast** kids = nullptr;
  int32_t slot = -1;
  union {
    Name name;
    int64_t i;
    double f;
    Obj* object;
    const FunctionNode* function;
    const Words* words;
  };
  explicit Ast(Form k) : form(k), i(0) {}
  const Ast* kid(uint32_t n) const { return n < count ? kids[n] : nullptr; }
};

/// A parameter of a function.
struct ParameterNode {
  Name name;
  const Ast* default_value = nullptr;
};

enum class FunctionKind : uint8_t { def, lambda, class_body, list, set, dict, generator };

/// A def, a lambda, a comprehension or a class body: whatever has variables of its own.
struct FunctionNode {
  Name name = nullptr;
  std::string qualname;  ///< "Net.forward", "outer.<locals>.inner"
  FunctionKind kind = FunctionKind::def;
  bool generator = false;  ///< has a yield in it
  bool async = false;
  bool outside = false;  ///< not of the program itself (--model EXPR, another module)
  uint32_t module = 0;   ///< whose namespace is its global one: 0 the program's, else a module of the Library
  uint32_t later = 0;    ///< the number of its body in the module's Sketch, where it was not read yet; else 0
  Span at;
  uint32_t positional_only = 0;
  uint32_t positional = 0;                ///< positional parameters, the positional-only ones included
  std::vector<ParameterNode> parameters;  ///< positional, then keyword-only; their slots are 0, 1, 2, …
  int32_t star = -1, double_star = -1;    ///< slots of *args and **kwargs
  std::vector<Name> slots;                ///< its variables
  std::vector<uint32_t> cells;            ///< slots that inner functions share
  struct Captured {
    uint32_t outer, slot;  ///< a cell of the function around, and its slot in this one
  };
  std::vector<Captured> captured;
  const Ast* body = nullptr;
  Obj* doc = nullptr;
  std::vector<std::pair<Name, std::string>> annotations;
};

/// A place that the grammar could not read.
struct Unreadable {
  Span at;
  std::string message;  ///< CPython's words where they are known: "'(' was never closed"
};

/// A parsed text. Holds its nodes, and where the grammar had to skip something.
struct Program {
  const Ast* body = nullptr;
  bool nothing_readable = false;  ///< not one statement is left
  std::vector<Unreadable> unreadable;
  struct Remarked {
    Span at;
    std::string text;
  };
  std::vector<Remarked> remarks;  ///< how the paste was read: prompts removed, …

  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  Ast* node(Form form, Span at);
  Ast** array(size_t n);
  FunctionNode* function();
  Words* words();

 private:
  char* allocate(size_t n);
  std::vector<std::unique_ptr<char[]>> chunks_;
  size_t left_ = 0;
  std::vector<std::unique_ptr<FunctionNode>> functions_;
  std::vector<std::unique_ptr<Words>> words_;
};

/// Read a text. `expression`: one expression that is not part of the program (its value is what the body returns).
/// Never fails: what cannot be read is listed in `unreadable`.
std::unique_ptr<Program> parse(std::string_view source, Heap& heap, bool expression = false);
struct Sketch;
/// The same for a further module, by the Library's number; bodies of its functions are left for later.
std::unique_ptr<Program> parse_module(std::string_view source, Heap& heap, uint32_t module, Sketch& sketch);
/// Reads such a body: `f` is then whole. False where there was no function to be read.
bool parse_body(FunctionNode& f, Program& program, Heap& heap, const Sketch& sketch);

}  // namespace shapewalk
