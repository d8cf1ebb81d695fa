#include "python/lower.h"

#include <cstring>
#include <new>

namespace shapewalk {

char* Program::allocate(size_t n) {
  n = (n + 7) & ~size_t(7);
  if (chunks_.empty() || left_ < n) {
    left_ = n > 32768 ? n : 65536;
    chunks_.push_back(std::make_unique<char[]>(left_));
    char* p = chunks_.back().get();
    if (n > 32768) {
      left_ = 0;
      return p;
    }
  }
  char* p = chunks_.back().get() + 65536 - left_;
  left_ -= n;
  return p;
}

Ast* Program::node(Form form, Span at) {
  Ast* a = new (allocate(sizeof(Ast))) Ast(form);
  a->at = at;
  return a;
}

Ast** Program::array(size_t n) { return n ? reinterpret_cast<Ast**>(allocate(n * sizeof(Ast*))) : nullptr; }

FunctionNode* Program::function() {
  functions_.push_back(std::make_unique<FunctionNode>());
  return functions_.back().get();
}

Words* Program::words() {
  words_.push_back(std::make_unique<Words>());
  return words_.back().get();
}

Lower::Lower(Program& program, Heap& heap, bool outside, uint32_t module, const Sketch* sketch)
    : program_(program), heap_(heap), outside_(outside), module_(module), sketch_(sketch) {
  scopes_.push_back(std::make_unique<Scope>());
  scope_ = scopes_.back().get();
}

void Lower::add(TSNode root, const MappedText& text) {
  text_ = &text;
  statements(root, body_);
}

const Ast* Lower::finish() {
  Ast* block = program_.node(Form::block, {});
  block->count = uint32_t(body_.size());
  block->kids = program_.array(body_.size());
  std::copy(body_.begin(), body_.end(), block->kids);
  if (!body_.empty()) block->at = {body_.front()->at.begin, body_.back()->at.end};
  resolve_names(scopes_, heap_);
  return block;
}

Child Lower::Kids::field(Field f) const {
  TSFieldId id = field_id(f);
  for (size_t i = begin_; i < end_; ++i)
    if (l_.stack_[i].field == id) return l_.stack_[i];
  return {TSNode{}, 0, Type::other, false};
}

std::string_view Lower::text(TSNode n) const {
  uint32_t begin = ts_node_start_byte(n);
  return std::string_view(text_->text).substr(begin, ts_node_end_byte(n) - begin);
}

Ast* Lower::make(Form form, TSNode at, std::initializer_list<Ast*> kids) {
  Ast* a = program_.node(form, span(at));
  a->count = uint32_t(kids.size());
  a->kids = program_.array(kids.size());
  std::copy(kids.begin(), kids.end(), a->kids);
  return a;
}

Ast* Lower::make(Form form, TSNode at, const std::vector<Ast*>& kids) {
  Ast* a = program_.node(form, span(at));
  a->count = uint32_t(kids.size());
  a->kids = program_.array(kids.size());
  std::copy(kids.begin(), kids.end(), a->kids);
  return a;
}

Ast* Lower::unreadable(TSNode at, std::string_view message) {
  Span s = span(at);
  // One remark a place: what is inside of something unreadable is not told again.
  if (program_.unreadable.empty() || program_.unreadable.back().at.begin != s.begin)
    program_.unreadable.push_back({s, std::string(message)});
  return make(Form::unreadable, at);
}

Ast* Lower::text_node(TSNode at, std::string s) {
  Ast* a = make(Form::text, at);
  a->object = heap_.make<Str>(std::move(s));
  return a;
}

const Words* Lower::words(std::string text) {
  Words* w = program_.words();
  w->text = std::move(text);
  return w;
}

Scope* Lower::open_scope(FunctionKind kind, Name name, TSNode at) {
  FunctionNode* f = program_.function();
  f->kind = kind;
  f->name = name;
  f->at = span(at);
  f->outside = outside_;
  f->module = module_;
  f->qualname = path_ + *name;
  auto scope = std::make_unique<Scope>();
  scope->parent = scope_;
  scope->node = f;
  scopes_.push_back(std::move(scope));
  return scope_ = scopes_.back().get();
}

Ast* Lower::use(Name n, TSNode at) {
  Ast* a = make(Form::global, at);
  a->name = n;
  if (!scope_->node) return a;
  scope_->variable(n);
  scope_->uses.push_back(a);
  // super() without arguments looks for the class that the function was written in.
  if (*n == "super") scope_->variable(heap_.name("__class__"));
  return a;
}

Ast* Lower::target_name(Name n, TSNode at) {
  scope_->assign(n);
  return use(n, at);
}

}  // namespace shapewalk
