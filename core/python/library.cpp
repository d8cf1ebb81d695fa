#include "python/library.h"

namespace shapewalk {

const LibraryModule* Library::find(std::string_view dotted) {
  for (auto& [name, module] : asked_)
    if (name == dotted) return module;
  const LibraryModule*& answer = asked_.emplace_back(std::string(dotted), nullptr).second;
  auto text = find_(dotted);
  if (!text) return nullptr;
  auto m = std::make_unique<LibraryModule>();
  m->number = uint32_t(modules_.size() + 1);
  m->name = dotted;
  m->from = std::move(*text);
  m->program = parse_module(m->from.text, heap, m->number, m->sketch);
  m->holds_program = m->from.package && (package == m->name || package.starts_with(m->name + "."));
  modules_.push_back(std::move(m));
  return answer = modules_.back().get();
}

bool Library::read_body(const FunctionNode& f) {
  LibraryModule& m = *modules_[f.module - 1];
  return parse_body(const_cast<FunctionNode&>(f), *m.program, heap, m.sketch);  // the module's own node
}

}  // namespace shapewalk
