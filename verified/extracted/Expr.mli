open Functions
open QArith_base

type expr =
| Num of coq_Q
| Leaf of Big_int_Z.big_int
| Add of expr * expr
| Mul of expr * expr
| Pow of expr * int
| Call of fn * expr

val minus_one : expr

val derivative : fn -> expr -> expr
