open Functions
open QArith_base

type expr =
| Num of coq_Q
| Leaf of Big_int_Z.big_int
| Add of expr * expr
| Mul of expr * expr
| Pow of expr * int
| Call of fn * expr

(** val minus_one : expr **)

let minus_one =
  Num { coq_Qnum = (Big_int_Z.minus_big_int Big_int_Z.unit_big_int);
    coq_Qden = Big_int_Z.unit_big_int }

(** val derivative : fn -> expr -> expr **)

let derivative f u =
  match f with
  | Tanh ->
    Add ((Num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int }), (Mul (minus_one, (Pow ((Call (Tanh, u)),
      (Stdlib.Int.succ (Stdlib.Int.succ 0)))))))
  | Sigmoid ->
    Add ((Call (Sigmoid, u)), (Mul (minus_one, (Pow ((Call (Sigmoid, u)),
      (Stdlib.Int.succ (Stdlib.Int.succ 0)))))))
  | Exp -> Call (Exp, u)
  | Log -> Call (Inv, u)
  | Sin -> Call (Cos, u)
  | Cos -> Mul (minus_one, (Call (Sin, u)))
  | Sinh -> Call (Cosh, u)
  | Cosh -> Call (Sinh, u)
  | Sqrt ->
    Mul ((Num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) }), (Call (Inv,
      (Call (Sqrt, u)))))
  | Inv ->
    Mul (minus_one, (Pow ((Call (Inv, u)), (Stdlib.Int.succ (Stdlib.Int.succ
      0)))))
  | Erf -> Call (Gaussian, u)
  | Gaussian ->
    Mul ((Mul ((Num { coq_Qnum = (Big_int_Z.minus_big_int
      (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)); coq_Qden =
      Big_int_Z.unit_big_int }), u)), (Call (Gaussian, u)))
  | NormalCdf -> Call (NormalPdf, u)
  | NormalPdf -> Mul (minus_one, (Mul (u, (Call (NormalPdf, u)))))
  | Softplus -> Call (Sigmoid, u)
  | Atan ->
    Call (Inv, (Add ((Num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int }), (Pow (u, (Stdlib.Int.succ (Stdlib.Int.succ
      0)))))))
  | Step ->
    Num { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
      Big_int_Z.unit_big_int }
  | Identity ->
    Num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int }
  | Sigma (f0, k) -> Call ((Sigma (f0, (Stdlib.Int.succ k))), u)
