open BinInt
open Interval
open QArith_base

(** val iscale : coq_Q -> interval -> interval **)

let iscale c i =
  { lower = (coq_Qmult c i.lower); upper = (coq_Qmult c i.upper) }

(** val ihorner :
    Big_int_Z.big_int -> (Big_int_Z.big_int -> coq_Q) -> interval -> int ->
    Big_int_Z.big_int -> interval -> interval **)

let rec ihorner prec ratio y n k acc =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> acc)
    (fun n0 ->
    ihorner prec ratio y n0 (Z.pred k)
      (iadd prec
        (exact { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
          Big_int_Z.unit_big_int }) (imul prec (iscale (ratio k) y) acc)))
    n

(** val exp_ratio : Big_int_Z.big_int -> coq_Q **)

let exp_ratio k =
  { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden = (Z.to_pos k) }

(** val sin_ratio : Big_int_Z.big_int -> coq_Q **)

let sin_ratio k =
  { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    (Z.to_pos
      (Z.mul (Z.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) k)
        (Z.add
          (Z.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) k)
          Big_int_Z.unit_big_int))) }

(** val cos_ratio : Big_int_Z.big_int -> coq_Q **)

let cos_ratio k =
  { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    (Z.to_pos
      (Z.mul
        (Z.sub
          (Z.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) k)
          Big_int_Z.unit_big_int)
        (Z.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) k))) }

(** val atan_ratio : Big_int_Z.big_int -> coq_Q **)

let atan_ratio k =
  { coq_Qnum =
    (Z.abs
      (Z.sub (Z.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) k)
        Big_int_Z.unit_big_int)); coq_Qden =
    (Z.to_pos
      (Z.add (Z.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) k)
        Big_int_Z.unit_big_int)) }
