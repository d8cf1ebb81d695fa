// Read before the parser's C sources. They can print logs and drawings of their own work, which nobody asks for here:
// without printing, 20 KB of the page's wasm are not needed.
#pragma once

#include <stdio.h>

#define fprintf(...) 0
#define snprintf(...) 0
#define vsnprintf(...) 0
#define fputs(...) 0
#define fputc(...) 0
#define fclose(...) 0
#define fdopen(...) 0
#define _fdopen(...) 0
