#include "python/library.h"

namespace shapewalk {

const LibraryModule* Library::find(std::string_view dotted) {
  if (!find_) return nullptr;
  for (auto& [name, module] : asked_)
    if (name == dotted) return module;
  auto text = find_(dotted);
  if (text) return read(dotted, std::move(*text), false);
  asked_.emplace_back(std::string(dotted), nullptr);
  return nullptr;
}

const LibraryModule* Library::own(std::string_view dotted, const std::function<std::string()>& text) {
  for (auto& m : modules_)
    if (m->own && m->name == dotted) return m.get();
  std::string found = text();
  return found.empty() ? nullptr : read(dotted, {std::string(dotted), std::move(found)}, true);
}

const LibraryModule* Library::read(std::string_view dotted, ModuleText from, bool own) {
  auto m = std::make_unique<LibraryModule>();
  m->number = uint32_t(modules_.size() + 1);
  m->name = dotted;
  m->from = std::move(from);
  m->program = parse_module(m->from.text, heap, m->number, m->sketch);
  m->holds_program = m->from.package && (package == m->name || package.starts_with(m->name + "."));
  m->own = own;
  modules_.push_back(std::move(m));
  if (!own) asked_.emplace_back(std::string(dotted), modules_.back().get());
  return modules_.back().get();
}

bool Library::read_body(const FunctionNode& f) {
  LibraryModule& m = *modules_[f.module - 1];
  return parse_body(const_cast<FunctionNode&>(f), *m.program, heap, m.sketch);  // the module's own node
}

}  // namespace shapewalk
