// From tree-sitter's tree to ours. One Lower reads one text.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/ast.h"
#include "python/grammar.h"
#include "python/paste.h"
#include "python/scopes.h"
#include "python/sketch.h"

namespace shapewalk {

class Lower {
 public:
  Lower(Program& program, Heap& heap, bool outside, uint32_t module, const Sketch* sketch);
  /// The next statements of the module: a tree and the text that it was read from.
  void add(TSNode root, const MappedText& text);
  /// All of them as a block, every name settled.
  const Ast* finish();

 private:
  /// The children of a node; they lie on a stack that is given back when this goes.
  class Kids {
   public:
    Kids(Lower& l, TSNode node) : l_(l), begin_(l.stack_.size()) {
      l.walk_.children(node, l.stack_);
      end_ = l.stack_.size();
    }
    ~Kids() { l_.stack_.resize(begin_); }
    Kids(const Kids&) = delete;
    Kids& operator=(const Kids&) = delete;
    size_t size() const { return end_ - begin_; }
    Child operator[](size_t i) const { return l_.stack_[begin_ + i]; }
    /// The child in a field; a null node where there is none.
    Child field(Field f) const;

   private:
    Lower& l_;
    size_t begin_, end_;
  };
  /// Counts nesting, so that no paste overflows the stack.
  struct Deeper {
    Lower& l;
    explicit Deeper(Lower& lower) : l(lower) { ++l.depth_; }
    ~Deeper() { --l.depth_; }
    bool too_deep() const { return l.depth_ > 300; }
  };

  Program& program_;
  Heap& heap_;
  const MappedText* text_ = nullptr;  ///< of the tree at hand
  bool outside_;
  uint32_t module_;
  const Sketch* sketch_;  ///< what was left out of the text; null: nothing
  int depth_ = 0;
  bool told_depth_ = false;
  ChildWalk walk_;
  std::vector<Child> stack_;
  std::vector<std::unique_ptr<Scope>> scopes_;
  Scope* scope_ = nullptr;
  std::vector<Ast*> body_;
  std::string path_;  ///< of qualified names: "Net.", "outer.<locals>."

  // Nodes.
  Span span(TSNode n) const { return text_->original(ts_node_start_byte(n), ts_node_end_byte(n)); }
  std::string_view text(TSNode n) const;
  Name name(TSNode n) { return heap_.name(text(n)); }
  Ast* make(Form form, TSNode at, std::initializer_list<Ast*> kids = {});
  Ast* make(Form form, TSNode at, const std::vector<Ast*>& kids);
  Ast* unreadable(TSNode at, std::string_view message = "invalid syntax");
  Ast* text_node(TSNode at, std::string s);
  const Words* words(std::string text);

  // Scopes.
  Scope* open_scope(FunctionKind kind, Name name, TSNode at);
  void close_scope(Scope* scope) { scope_ = scope->parent; }
  Ast* use(Name n, TSNode at);
  Ast* target_name(Name n, TSNode at);

  // Expressions (lower_expressions.cpp).
  Ast* expression(TSNode n);
  Ast* expression(const Child& c) { return expression(c.node); }
  Ast* hoist_star(Ast* a);
  Ast* integer(TSNode n);
  Ast* binary(TSNode n);
  Ast* comparison(TSNode n);
  Ast* logical(TSNode n);
  Ast* call(TSNode n);
  void arguments(TSNode n, std::vector<Ast*>& out);
  Ast* subscript(TSNode n);
  Ast* slice(TSNode n);
  Ast* items(Form form, TSNode n);
  Ast* dictionary(TSNode n);
  Ast* comprehension(TSNode n, FunctionKind kind);
  Ast* comprehension_body(Scope* scope, TSNode n, size_t clause);
  Ast* lambda(TSNode n);
  void parameters(FunctionNode* f, Scope* scope, TSNode n);
  void parameter(FunctionNode* f, const Child& c, bool& keyword_only, std::vector<ParameterNode>& rest);
  Ast* target(TSNode n);
  Ast* targets(Form form, TSNode n);

  // Strings (lower_strings.cpp).
  Ast* string(TSNode n);
  void string_parts(TSNode n, std::vector<Ast*>& parts, bool& bytes, bool& formatted);
  Ast* interpolation(TSNode n, std::vector<Ast*>& parts, bool raw);
  std::string unescape(std::string_view s, bool bytes, bool braces);

  // Statements (lower_statements.cpp).
  Ast* block(TSNode n);
  void statements(TSNode n, std::vector<Ast*>& out);
  Ast* statement(TSNode n, Type type);
  Ast* expression_statement(TSNode n);
  Ast* assignment(TSNode n);
  Ast* yield(TSNode n, Ast* target);
  Ast* if_statement(TSNode n);
  Ast* loop(Form form, TSNode n);
  Ast* try_statement(TSNode n);
  Ast* with_statement(TSNode n);
  Ast* function_definition(TSNode n);
  Ast* class_definition(TSNode n);
  Ast* decorated(TSNode n);
  Ast* import_statement(TSNode n);
  Ast* import_from(TSNode n);
  Ast* simple(Form form, TSNode n);

  // Patterns of match (lower_patterns.cpp).
  Ast* match_statement(TSNode n);
  Ast* pattern(TSNode n);
  Ast* pattern_sequence(TSNode n);
  Ast* pattern_mapping(TSNode n);
  Ast* pattern_class(TSNode n);
  Ast* pattern_name(TSNode n);
};

}  // namespace shapewalk
