// One thread for each of PLACES numbers; PER_ROW threads lie in a row of workgroups.
fn place(id: vec3u) -> u32 {
  return id.y * PER_ROW + id.x;
}
