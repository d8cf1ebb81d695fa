# Linear algebra: shapes and errors as torch.linalg has them. Numbers are computed for small matrices, where they do not
# hang on which sign a decomposition takes.
import math
import torch
from torch._more import _open, _result

# Given by the host: unseen(function, …): its result, as no step of the trace; graded(tensor, name, of): with that
# grad_fn; is_unknown(value).

_MOST = 1 << 14  # steps of a loop over numbers


def _made(numbers, shape, dtype, name, *of):
    return graded(unseen(lambda: torch.tensor(numbers, dtype=torch.float64).reshape(shape).to(dtype)), name, of)


def _matrix(called, A, name="A"):
    if not isinstance(A, torch.Tensor):
        raise TypeError(f"linalg_{called}(): argument '{name}' (position 1) must be Tensor, not {type(A).__name__}")
    if A.dim() < 2:
        raise RuntimeError(
            f"linalg.{called}: The input tensor {name} must have at least 2 dimensions."
        )
    if not A.is_floating_point():
        raise RuntimeError(f"linalg.{called}: Expected a floating point or complex tensor as input. Got {_kind(A)}")


def _kind(A):
    names = {"int64": "Long", "int32": "Int", "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool"}
    return names.get(str(A.dtype)[6:], str(A.dtype))


def _square(called, A, name="A"):
    _matrix(called, A, name)
    if A.size(-1) != A.size(-2):
        raise RuntimeError(
            f"linalg.{called}: {name} must be batches of square matrices, but they are {A.size(-2)} by {A.size(-1)} "
            "matrices"
        )


def _lists(A, cost):
    """A batch of lists of rows; None where the numbers are not known or too many."""
    if A.numel() == 0 or A.numel() * cost > _MOST:
        return None
    numbers = unseen(lambda: A.detach().to(torch.float64).reshape((-1,) + tuple(A.shape[-2:]))).tolist()
    return None if is_unknown(numbers) else numbers


def _transposed(rows):
    return [list(column) for column in zip(*rows)]


def _eliminated(rows, right):
    """Gauss with pivots: the determinant's sign and the pivots, and `right` solved. None: the matrix is singular."""
    n, rows, right = len(rows), [list(r) for r in rows], [list(r) for r in right]
    sign, pivots = 1.0, []
    for k in range(n):
        at = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if rows[at][k] == 0:
            return 0.0, pivots + [0.0], k
        if at != k:
            rows[k], rows[at], right[k], right[at], sign = rows[at], rows[k], right[at], right[k], -sign
        pivots.append(rows[k][k])
        for i in range(k + 1, n):
            f = rows[i][k] / rows[k][k]
            if f != 0:
                rows[i] = [a - f * b for a, b in zip(rows[i], rows[k])]
                right[i] = [a - f * b for a, b in zip(right[i], right[k])]
    for k in reversed(range(n)):
        done = [x / rows[k][k] for x in right[k]]
        right[k] = done
        for i in range(k):
            f = rows[i][k]
            right[i] = [a - f * b for a, b in zip(right[i], done)]
    return sign, pivots, right


def _singular(called, batch, at, k):
    which = "" if batch == 1 else f"(Batch element {at}): "
    what = "The solver failed because the input matrix is singular."
    if called == "linalg.inv":
        what = (
            f"The diagonal element {k + 1} is zero, the inversion could not be completed because the input matrix is "
            "singular."
        )
    return _LinAlgError(f"{called}: {which}{what}")


def _unit(n):
    return [[float(i == j) for j in range(n)] for i in range(n)]


class _LinAlgError(RuntimeError):
    pass


LinAlgError = _LinAlgError


def inv(A, *, out=None):
    _square("inv", A)
    n, batch = A.size(-1), _lists(A, A.size(-1))
    if batch is None:
        return _open(A.shape, A.dtype, "LinalgInvExBackward0", A)
    made = []
    for at, rows in enumerate(batch):
        sign, _, solved = _eliminated(rows, _unit(n))
        if not sign:
            raise _singular("linalg.inv", len(batch), at, solved)
        made.append(solved)
    return _made(made, A.shape, A.dtype, "LinalgInvExBackward0", A)


def _determinants(called, A):
    _square(called, A)
    batch = _lists(A, A.size(-1))
    return None if batch is None else [_eliminated(rows, [[] for _ in rows])[:2] for rows in batch]


def det(A, *, out=None):
    found = _determinants("det", A)
    if found is None:
        return _open(A.shape[:-2], A.dtype, "LinalgDetBackward0", A)
    return _made([sign * math.prod(pivots) for sign, pivots in found], A.shape[:-2], A.dtype, "LinalgDetBackward0", A)


_SlogdetResult = _result("linalg_slogdet", "sign", "logabsdet")


def slogdet(A, *, out=None):
    found, name = _determinants("slogdet", A), "LinalgSlogdetBackward0"
    shape = A.shape[:-2]
    if found is None:
        return _SlogdetResult(_open(shape, A.dtype, name, A), _open(shape, A.dtype, name, A))
    signs, logs = [], []
    for sign, pivots in found:
        signs.append(sign * math.prod(math.copysign(1.0, p) if p else 0.0 for p in pivots))
        logs.append(sum(math.log(abs(p)) for p in pivots) if sign else -math.inf)
    return _SlogdetResult(_made(signs, shape, A.dtype, name, A), _made(logs, shape, A.dtype, name, A))


def solve(A, B, *, left=True, out=None):
    _square("solve", A)
    vector = B.dim() == 1 or (A.dim() - 1 == B.dim() and A.shape[:-1] == B.shape)
    right = B.unsqueeze(-1) if vector else B
    side = right.size(-2) if left else right.size(-1)
    if side != A.size(-1):
        raise RuntimeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation {'AX = B' if left else 'XA = B'} "
            f"({A.size(-2)}x{A.size(-1)} and {right.size(-2)}x{right.size(-1)})"
        )
    shape = torch.broadcast_shapes(A.shape[:-2], right.shape[:-2])
    name, out_shape = "LinalgSolveExBackward0", tuple(shape) + tuple(right.shape[-2:])
    wide = unseen(lambda: A.detach().expand(tuple(shape) + tuple(A.shape[-2:])))
    rights = unseen(lambda: right.detach().expand(out_shape))
    batch, batch_right = _lists(wide, A.size(-1) + right.size(-1)), _lists(rights, A.size(-1))
    if vector:
        out_shape = out_shape[:-1]
    if batch is None or batch_right is None:
        return _open(out_shape, A.dtype, name, A, B)
    made = []
    for at, (rows, r) in enumerate(zip(batch, batch_right)):
        sign, _, solved = _eliminated(rows if left else _transposed(rows), r if left else _transposed(r))
        if not sign:
            raise _singular("torch.linalg.solve", len(batch), at, 0)
        made.append(solved if left else _transposed(solved))
    return _made(made, out_shape, A.dtype, name, A, B)


def solve_triangular(A, B, *, upper, left=True, unitriangular=False, out=None):
    _square("solve_triangular", A)
    _matrix("solve_triangular", B, "B")
    side = B.size(-2) if left else B.size(-1)
    if side != A.size(-1):
        raise RuntimeError(
            "linalg.solve_triangular: Incompatible shapes of A and B for the equation "
            f"{'AX = B' if left else 'XA = B'} ({A.size(-2)}x{A.size(-1)} and {B.size(-2)}x{B.size(-1)})"
        )
    shape = tuple(torch.broadcast_shapes(A.shape[:-2], B.shape[:-2]))
    name, out_shape = "LinalgSolveTriangularBackward0", shape + tuple(B.shape[-2:])
    kept = unseen(lambda: (A.detach().triu() if upper else A.detach().tril()).expand(shape + tuple(A.shape[-2:])))
    if unitriangular:
        kept = unseen(lambda: kept - torch.diag_embed(kept.diagonal(dim1=-2, dim2=-1)) + torch.eye(A.size(-1)))
    rights = unseen(lambda: B.detach().expand(out_shape))
    batch, batch_right = _lists(kept, A.size(-1) + B.size(-1)), _lists(rights, A.size(-1))
    if batch is None or batch_right is None:
        return _open(out_shape, B.dtype, name, A, B)
    made = []
    for rows, r in zip(batch, batch_right):
        solved = _eliminated(rows if left else _transposed(rows), r if left else _transposed(r))[2]
        if not isinstance(solved, list):  # a zero on the diagonal: infinities
            return _open(out_shape, B.dtype, name, A, B)
        made.append(solved if left else _transposed(solved))
    return _made(made, out_shape, B.dtype, name, A, B)


def cholesky(A, *, upper=False, out=None):
    _square("cholesky", A)
    n, batch = A.size(-1), _lists(A, A.size(-1))
    name, made = "LinalgCholeskyExBackward0", []
    if batch is None:
        return _open(A.shape, A.dtype, name, A)
    for at, rows in enumerate(batch):
        root = [[0.0] * n for _ in range(n)]
        for i in range(n):
            for j in range(i + 1):
                rest = rows[i][j] - sum(a * b for a, b in zip(root[i][:j], root[j][:j]))
                if i == j and rest <= 0:
                    which = "" if len(batch) == 1 else f"(Batch element {at}): "
                    raise _LinAlgError(
                        f"linalg.cholesky: {which}The factorization could not be completed because the input is not "
                        f"positive-definite (the leading minor of order {i + 1} is not positive-definite)."
                    )
                root[i][j] = math.sqrt(rest) if i == j else rest / root[j][j]
        made.append(_transposed(root) if upper else root)
    return _made(made, A.shape, A.dtype, name, A)


_CholeskyExResult = _result("linalg_cholesky_ex", "L", "info")


def cholesky_ex(A, *, upper=False, check_errors=False, out=None):
    try:
        return _CholeskyExResult(cholesky(A, upper=upper), torch.zeros(A.shape[:-2], dtype=torch.int32))
    except _LinAlgError:
        open_info = _open(A.shape[:-2], torch.int32)
        return _CholeskyExResult(_open(A.shape, A.dtype, "LinalgCholeskyExBackward0", A), open_info)


def _eigenvalues(rows):
    """Jacobi's rotations of a symmetric matrix, until nothing is left beside the diagonal; in ascending order."""
    n, rows = len(rows), [list(r) for r in rows]
    for _ in range(30):
        beside = sum(rows[i][j] ** 2 for i in range(n) for j in range(i))
        if beside <= 1e-26 * sum(r[i] ** 2 for i, r in enumerate(rows)):
            break
        for p in range(n):
            for q in range(p + 1, n):
                if rows[p][q] == 0:
                    continue
                theta = (rows[q][q] - rows[p][p]) / (2 * rows[p][q])
                t = math.copysign(1.0, theta) / (abs(theta) + math.sqrt(theta * theta + 1))
                c = 1 / math.sqrt(t * t + 1)
                s = t * c
                rows[p], rows[q] = ([c * a - s * b for a, b in zip(rows[p], rows[q])],
                                    [s * a + c * b for a, b in zip(rows[p], rows[q])])
                for row in rows:
                    row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    return sorted(rows[i][i] for i in range(n))


def eigvalsh(A, UPLO="L", *, out=None):
    _square("eigvalsh", A)
    return _symmetric_values(A, UPLO)


def _symmetric_values(A, UPLO):
    n, batch = A.size(-1), _lists(A, 16 * A.size(-1))
    if batch is None:
        return _open(A.shape[:-1], A.dtype, "LinalgEighBackward0", A)
    lower = [[[r[max(i, j)][min(i, j)] if UPLO == "L" else r[min(i, j)][max(i, j)] for j in range(n)]
              for i in range(n)] for r in batch]
    return _made([_eigenvalues(rows) for rows in lower], A.shape[:-1], A.dtype, "LinalgEighBackward0", A)


_EighResult = _result("linalg_eigh", "eigenvalues", "eigenvectors")
_EigResult = _result("linalg_eig", "eigenvalues", "eigenvectors")


def eigh(A, UPLO="L", *, out=None):
    _square("eigh", A)
    return _EighResult(_symmetric_values(A, UPLO), _open(A.shape, A.dtype, "LinalgEighBackward0", A))


def eig(A, *, out=None):
    _square("eig", A)
    shapes = A.shape[:-1], A.shape
    return _EigResult(*[_open(shape, torch.complex64, "LinalgEigBackward0", A) for shape in shapes])


def eigvals(A, *, out=None):
    return eig(A)[0]


def svdvals(A, *, driver=None, out=None):
    _matrix("svdvals", A)
    return _singular_values(A)


def _singular_values(A):
    shape = tuple(A.shape[:-2]) + (min(A.shape[-2:]),)
    batch = _lists(A, 16 * max(A.shape[-2:]))
    if batch is None:
        return _open(shape, A.dtype, "LinalgSvdBackward0", A)
    made = []
    for rows in batch:
        short = rows if len(rows) <= len(rows[0]) else _transposed(rows)
        gram = [[sum(a * b for a, b in zip(r, q)) for q in short] for r in short]
        made.append([math.sqrt(max(x, 0.0)) for x in reversed(_eigenvalues(gram))])
    return _made(made, shape, A.dtype, "LinalgSvdBackward0", A)


_SvdResult = _result("linalg_svd", "U", "S", "Vh")
_QrResult = _result("linalg_qr", "Q", "R")


def svd(A, full_matrices=True, *, driver=None, out=None):
    _matrix("svd", A)
    batch, m, n = tuple(A.shape[:-2]), A.size(-2), A.size(-1)
    k = min(m, n)
    left, right = (m, n) if full_matrices else (k, k)
    name = "LinalgSvdBackward0"
    return _SvdResult(_open(batch + (m, left), A.dtype, name, A), _singular_values(A),
                      _open(batch + (right, n), A.dtype, name, A))


def qr(A, mode="reduced", *, out=None):
    _matrix("qr", A)
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    batch, m, n = tuple(A.shape[:-2]), A.size(-2), A.size(-1)
    k, name = (m if mode == "complete" else min(m, n)), "LinalgQrBackward0"
    shapes = ((0,) if mode == "r" else batch + (m, k)), batch + (k, n)
    lists = None if mode == "r" else _lists(A, 2 * m)
    if lists is None:
        return _QrResult(*[_open(shape, A.dtype, name, A) for shape in shapes])
    found = [_reflected(rows) for rows in lists]
    return _QrResult(_made([[row[:k] for row in q] for q, _ in found], shapes[0], A.dtype, name, A),
                     _made([r[:k] for _, r in found], shapes[1], A.dtype, name, A))


def _reflected(rows):
    """Householder's reflections, which leave a diagonal of the other sign than what they met, as LAPACK's do."""
    m, n = len(rows), len(rows[0])
    r, q = [list(row) for row in rows], _unit(m)
    for k in range(min(m - 1, n)):
        rest = sum(r[i][k] ** 2 for i in range(k + 1, m))
        if rest == 0:
            continue
        beta = -math.copysign(math.sqrt(r[k][k] ** 2 + rest), r[k][k])
        v = [0.0] * k + [r[k][k] - beta] + [r[i][k] for i in range(k + 1, m)]
        size = sum(x * x for x in v)
        for j in range(n):
            f = 2 * sum(v[i] * r[i][j] for i in range(k, m)) / size
            for i in range(k, m):
                r[i][j] -= f * v[i]
        for row in q:
            f = 2 * sum(row[i] * v[i] for i in range(k, m)) / size
            for i in range(k, m):
                row[i] -= f * v[i]
    return q, [[x if j >= i else 0.0 for j, x in enumerate(row)] for i, row in enumerate(r)]


def pinv(A, atol=None, rtol=None, hermitian=False, *, rcond=None, out=None):
    _matrix("pinv", A)
    shape = tuple(A.shape[:-2]) + (A.size(-1), A.size(-2))
    batch = _lists(A, 2 * max(A.shape[-2:]))
    values = None if batch is None or atol is not None or rtol is not None else unseen(_singular_values, A.detach())
    if values is None or is_unknown(values.tolist()):
        return _open(shape, A.dtype, "LinalgPinvBackward0", A)
    made = []
    for rows, s in zip(batch, unseen(lambda: values.reshape(-1, values.size(-1))).tolist()):
        if s[-1] <= 1e-4 * s[0]:  # of full rank it is known by a solution
            return _open(shape, A.dtype, "LinalgPinvBackward0", A)
        tall = len(rows) >= len(rows[0])
        columns = _transposed(rows)
        short = columns if tall else rows
        gram = [[sum(a * b for a, b in zip(r, q)) for q in short] for r in short]
        solved = _eliminated(gram, short)[2]
        made.append(solved if tall else _transposed(solved))
    return _made(made, shape, A.dtype, "LinalgPinvBackward0", A)


_LstsqResult = _result("linalg_lstsq", "solution", "residuals", "rank", "singular_values")


def lstsq(A, B, rcond=None, *, driver=None):
    _matrix("lstsq", A, "input")
    vector = A.dim() - 1 == B.dim() and A.shape[:-1] == B.shape
    right = B.unsqueeze(-1) if vector else B
    if A.size(-2) != right.size(-2):
        raise RuntimeError("torch.linalg.lstsq: input.size(-2) should match other.size(-2)")
    found = unseen(pinv, A.detach())
    known = not is_unknown(found.tolist())
    shape = tuple(A.shape[:-2]) + (A.size(-1),) + (() if vector else (right.size(-1),))
    if known:
        made = unseen(lambda: (found.double() @ right.detach().double()).to(A.dtype).reshape(shape))
        solution = graded(made, "LinalgLstsqBackward0", (A, B))
    else:
        solution = _open(shape, A.dtype, "LinalgLstsqBackward0", A, B)
    rest, extra = torch.empty(0), A.size(-2) - A.size(-1)
    if extra > 0:
        rest = _open(tuple(A.shape[:-2]) + (right.size(-1),), A.dtype, "SumBackward1", A, B)
        if known:
            away = unseen(lambda: A.detach().double() @ (found.double() @ right.detach().double()) - right.detach())
            rest = unseen(lambda: away.pow(2).sum(-2).to(A.dtype))
    whole = _open(A.shape[:-2], torch.int64)
    rank = torch.tensor(min(A.shape[-2:])) if known and A.dim() == 2 else whole
    return _LstsqResult(solution, rest, rank, torch.empty(0))


def matrix_power(A, n, *, out=None):
    _square("matrix_power", A)
    if n < 0:
        return matrix_power(unseen(inv, A) if not A.requires_grad else inv(A), -n)
    made = torch.eye(A.size(-1), dtype=A.dtype).expand(A.shape).clone() if n == 0 else None
    while n:
        if n % 2:
            made = A if made is None else made @ A
        n //= 2
        A = A @ A if n else A
    return made.clone() if made is A else made


def matrix_rank(A, *, atol=None, rtol=None, hermitian=False, tol=None, out=None):
    _matrix("matrix_rank", A, "input")
    values = unseen(_singular_values, A.detach())
    numbers = values.tolist()
    if is_unknown(numbers) or atol is not None or rtol is not None or tol is not None:
        return _open(A.shape[:-2], torch.int64)
    # Singular values are found by their squares here: what is small beside the first is nothing.
    return unseen(lambda: (values > 1e-5 * max(A.shape[-2:]) * values.max(-1, keepdim=True).values).sum(-1))


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None, out=None):
    _matrix("matrix_norm", A)
    if ord == "fro":
        return torch.linalg.vector_norm(A, 2, list(dim), keepdim)
    rows, columns = (d % A.dim() for d in dim)
    if ord in (1, -1, math.inf, -math.inf):
        first, second = (columns, rows) if abs(ord) != 1 else (rows, columns)
        sums = A.abs().sum(first, keepdim=True)
        made = sums.amax(second, keepdim=True) if ord > 0 else sums.amin(second, keepdim=True)
    elif ord in (2, -2, "nuc"):
        values = _singular_values(A.movedim((rows, columns), (-2, -1)))
        made = values.sum(-1) if ord == "nuc" else values.amax(-1) if ord > 0 else values.amin(-1)
        for d in sorted((rows, columns)):
            made = made.unsqueeze(d)
        made = made if keepdim else made.squeeze((rows, columns))
        return made if ord == "nuc" else graded(made, "AmaxBackward0" if ord > 0 else "AminBackward0")
    else:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    return made if keepdim else made.squeeze((rows, columns))


def cond(A, p=None, *, out=None):
    _matrix("cond", A)
    if p is None or p in (2, -2):
        values = _singular_values(A)
        return values[..., -1] / values[..., 0] if p == -2 else values[..., 0] / values[..., -1]
    return matrix_norm(A, p) * matrix_norm(inv(A), p)


def vecdot(x, y, *, dim=-1, out=None):
    return (x * y).sum(dim)


def matmul(A, B, *, out=None):
    return torch.matmul(A, B)


def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    return torch.diagonal(A, offset, dim1, dim2)


def matrix_exp(A):
    _square("matrix_exp", A)
    return _open(A.shape, A.dtype, "LinalgMatrixExpBackward0", A)


def vander(x, *, N=None):
    return torch.stack([x ** i for i in range(x.size(-1) if N is None else N)], -1)
