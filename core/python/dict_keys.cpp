// How dicts and sets find their keys: by hash, and by what the keys themselves say they are equal to. A key's __hash__
// and __eq__ may change the very dict: no place in it is held over a call of them.
#include "python/classes.h"
#include "python/operators.h"
#include "shape/words.h"

namespace shapewalk {

Result<void> Dict::reindex(Interp* in) {
  size_t size = 32, count = entries.size();
  while (size < count * 3) size *= 2;
  std::vector<std::pair<uint64_t, uint32_t>> index(size);
  for (size_t i = 0; i < count && i < entries.size(); ++i) {
    uint64_t h = 0;
    if (Value key = entries[i].first; in)
      h = TRY(key_hash(*in, key));
    else
      hash_of(key, h);
    size_t at = h & (size - 1);
    while (index[at].second) at = (at + 1) & (size - 1);
    index[at] = {h, uint32_t(i + 1)};
  }
  index_ = std::move(index);
  return {};
}

/// Tuples may hold one another many times over: no further than so many values and levels.
static bool asks_itself(Interp& in, const Value& v, int depth, int& left) {
  if (!v.is(Value::object) || depth > 6 || --left < 0) return false;
  if (v.o->kind == Kind::tuple) {
    for (auto& x : static_cast<Sequence*>(v.o)->v)
      if (asks_itself(in, x, depth + 1, left)) return true;
    return false;
  }
  if (v.o->kind != Kind::instance) return false;
  Value* f = static_cast<Instance*>(v.o)->cls->lookup(in.types().hash);
  return f && (f->is_none() || is_kind(*f, Kind::function));
}

bool has_own_equality(Interp& in, const Value& v) {
  int left = 200;
  return asks_itself(in, v, 0, left);
}

Result<uint64_t> key_hash(Interp& in, const Value& key) {
  uint64_t h = 0;
  if (has_own_equality(in, key)) {
    if (Sequence* s = as_sequence(key)) {
      if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded");
      Interp::Deeper deeper(in, 4);
      for (auto& x : s->v) h = h * 1000003 + TRY(key_hash(in, x));
      return h;
    }
    Value f = *as_instance(key)->cls->lookup(in.types().hash);
    if (!f.is_none()) {
      Value r = TRY(in.call(f, {key}));
      if (is_unknown(r)) return h;
      if (!r.is(Value::integer)) return in.raise("TypeError", "__hash__ method should return an integer");
      return uint64_t(r.i);
    }
  } else if (hash_of(key, h)) {
    return h;
  }
  Value what = key;
  for (int depth = 0; is_kind(what, Kind::tuple) && depth < 50; ++depth) {
    Value inner = what;
    for (auto& x : static_cast<Sequence*>(what.o)->v)
      if (uint64_t part; !hash_of(x, part)) {
        inner = x;
        break;
      }
    if (inner.o == what.o) break;
    what = inner;
  }
  return in.raise("TypeError", "unhashable type: '%'", {Word(in.type_name(what))});
}

/// Are two keys of one hash the same? An __eq__ of the program's own may have to say so.
static Result<bool> same_key(Interp* in, const Value& a, const Value& b) {
  if (same(a, b)) return true;
  if (!in || !(has_own_equality(*in, a) || has_own_equality(*in, b))) return false;
  return in->equal(a, b);
}

Result<Value*> Dict::lookup(Interp* in, const Value& key, uint64_t h, size_t& tries) {
  if (entries.size() <= 8) {
    bool own = in && has_own_equality(*in, key);
    for (size_t i = 0; i < entries.size(); ++i) {
      Value k = entries[i].first;
      bool asks = own || (in && has_own_equality(*in, k));
      if (asks ? same(k, key) || (TRY(key_hash(*in, k)) == h && TRY(same_key(in, k, key))) : same(k, key))
        return i < entries.size() ? &entries[i].second : nullptr;
    }
    return nullptr;
  }
  if (index_.empty()) CHECK_OK(reindex(in));
  auto mask = [&] { return index_.size() - 1; };
  for (size_t at = h & mask(); at < index_.size() && index_[at].second; at = (at + 1) & mask(), ++tries)
    if (index_[at].first == h && index_[at].second <= entries.size() &&
        TRY(same_key(in, entries[index_[at].second - 1].first, key)))
      return at < index_.size() && index_[at].second <= entries.size() ? &entries[index_[at].second - 1].second
                                                                       : nullptr;
  return nullptr;
}

Result<Value*> Dict::find(Interp& in, const Value& key) {
  Value k = key;
  return find(in, k, TRY(key_hash(in, k)));
}

Result<Value*> Dict::find(Interp& in, const Value& key, uint64_t h) {
  if (index_.empty() && entries.size() > 8) CHECK_OK(in.tick(entries.size()));
  size_t tries = 0;
  Value* found = TRY(lookup(&in, key, h, tries));
  CHECK_OK(in.tick(take_walked() + tries / 4));
  return found;
}

Result<void> Dict::put(Interp& in, const Value& where, Value v) {
  Value key = where;
  if (mirror && text_of(key)) mirror->put(in.name(*text_of(key)), v);
  uint64_t h = TRY(key_hash(in, key));
  if (Value* old = TRY(find(in, key, h))) {
    *old = v;
    return {};
  }
  entries.push_back({key, v});
  in.heap.charge(2 * sizeof(Value) + 16);
  if (index_.empty()) return {};
  if (entries.size() * 2 > index_.size()) {
    index_.clear();
    return {};
  }
  size_t mask = index_.size() - 1, at = h & mask;
  while (index_[at].second) at = (at + 1) & mask;
  index_[at] = {h, uint32_t(entries.size())};
  return {};
}

Result<bool> Dict::erase(Interp& in, const Value& where) {
  Value key = where;
  Value* v = TRY(find(in, key));
  if (!v) return false;
  if (mirror && text_of(key)) mirror->erase(in.name(*text_of(key)));
  for (size_t i = 0; i < entries.size(); ++i)
    if (&entries[i].second == v) {
      CHECK_OK(in.move(2 * (entries.size() - i)));
      entries.erase(entries.begin() + ptrdiff_t(i));
      break;
    }
  index_.clear();
  return true;
}

}  // namespace shapewalk
