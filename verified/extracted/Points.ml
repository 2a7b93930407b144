open Affine
open BinPos
open Datatypes
open FMapPositive
open Interval
open List
open PeanoNat
open Poly
open QArith_base
open Qreduction
open Syntax
open Tower

(** val inumbers :
    Big_int_Z.big_int -> (Big_int_Z.big_int -> interval) -> mono -> interval **)

let inumbers prec at_ m = match m with
| [] ->
  exact { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| v :: l -> (match l with
             | [] -> at_ v
             | _ :: _ -> iproduct prec (map at_ m))

(** val ipoly :
    Big_int_Z.big_int -> (Big_int_Z.big_int -> interval) -> poly -> interval **)

let ipoly prec at_ p =
  isum prec
    (map (fun t0 ->
      match fst t0 with
      | [] -> exact (snd t0)
      | y :: l -> imul prec (exact (snd t0)) (inumbers prec at_ (y :: l))) p)

(** val qmono : coq_Q -> mono -> coq_Q **)

let rec qmono x = function
| [] ->
  { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int }
| v :: m0 ->
  if Pos.eqb v Big_int_Z.unit_big_int
  then qmul x (qmono x m0)
  else { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
         Big_int_Z.unit_big_int }

(** val qvalue : coq_Q -> poly -> coq_Q **)

let rec qvalue x = function
| [] ->
  { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }
| t0 :: p0 -> let (m, c) = t0 in qadd (qmul c (qmono x m)) (qvalue x p0)

type place = { p_root : ((poly * coq_Q) * coq_Q) option;
               p_coordinates : poly PositiveMap.t; p_functions : poly list;
               p_bits : Big_int_Z.big_int }

(** val opposite : coq_Q -> coq_Q -> bool **)

let opposite a b =
  coq_Qle_bool (qmul a b) { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }

(** val half : coq_Q **)

let half =
  { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) }

(** val fine : coq_Q **)

let fine =
  { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    (Pos.pow (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      Big_int_Z.unit_big_int))))))) }

(** val bisect : int -> poly -> coq_Q -> coq_Q -> coq_Q * coq_Q **)

let rec bisect fuel f lo hi =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> (lo, hi))
    (fun fuel0 ->
    if coq_Qle_bool (coq_Qminus hi lo) fine
    then (lo, hi)
    else let mid = qmul half (qadd lo hi) in
         if opposite (qvalue lo f) (qvalue mid f)
         then bisect fuel0 f lo mid
         else bisect fuel0 f mid hi)
    fuel

type modulus = (int * poly) option

(** val ones : int -> mono **)

let ones n =
  repeat Big_int_Z.unit_big_int n

(** val degree_in_t : poly -> int **)

let degree_in_t p =
  fold_right (fun t0 n -> Nat.max (length (fst t0)) n) 0 p

(** val leading : int -> poly -> coq_Q **)

let leading n p =
  fold_right (fun t0 c -> if (=) (length (fst t0)) n then snd t0 else c)
    { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int } p

(** val only_t : poly -> bool **)

let only_t p =
  forallb (fun t0 -> forallb (Pos.eqb Big_int_Z.unit_big_int) (fst t0)) p

(** val modulus_of : poly -> (int * poly) option **)

let modulus_of f =
  let n = degree_in_t f in
  let c = leading n f in
  if (||) (qzero c) (negb (only_t f))
  then None
  else let inverse = coq_Qred (coq_Qinv c) in
       let top = ((ones n), { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
         Big_int_Z.unit_big_int }) :: []
       in
       let tail = psub top (pscale inverse f) in
       if peqb (psub top tail) (pscale inverse f)
       then Some (n, tail)
       else None

(** val root_of_place :
    ((poly * coq_Q) * coq_Q) option -> (modulus * interval) option **)

let root_of_place = function
| Some p ->
  let (p0, high) = p in
  let (f, low) = p0 in
  let (lo, hi) =
    bisect (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ
      0)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) f low
      high
  in
  if (&&) (coq_Qle_bool lo hi) (opposite (qvalue lo f) (qvalue hi f))
  then (match modulus_of f with
        | Some m -> Some ((Some m), { lower = lo; upper = hi })
        | None -> None)
  else None
| None ->
  Some (None,
    (exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
      Big_int_Z.unit_big_int }))

(** val without_t : int -> mono -> mono option **)

let rec without_t n k =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> Some k)
    (fun n0 ->
    match k with
    | [] -> None
    | v :: k0 ->
      if Pos.eqb v Big_int_Z.unit_big_int then without_t n0 k0 else None)
    n

(** val lowered : int -> poly -> Poly.term -> poly **)

let lowered n tail t0 =
  match without_t n (fst t0) with
  | Some k -> tmul k (snd t0) tail
  | None -> t0 :: []

(** val lower_all : int -> int -> poly -> poly -> poly **)

let rec lower_all fuel n tail p =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> p)
    (fun fuel0 ->
    if existsb (fun t0 ->
         match without_t n (fst t0) with
         | Some _ -> true
         | None -> false) p
    then lower_all fuel0 n tail (psum (map (lowered n tail) p))
    else p)
    fuel

(** val reduced : modulus -> poly -> poly **)

let reduced m p =
  match m with
  | Some p0 ->
    let (n, tail) = p0 in
    (match p with
     | [] -> p
     | t0 :: l ->
       let (m0, _) = t0 in
       (match m0 with
        | [] ->
          (match l with
           | [] -> p
           | _ :: _ ->
             lower_all (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ (Stdlib.Int.succ
               0))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
               n tail p)
        | _ :: _ ->
          lower_all (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
            (Stdlib.Int.succ (Stdlib.Int.succ
            0))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
            n tail p))
  | None -> p

(** val exact_mono :
    modulus -> (Big_int_Z.big_int -> poly) -> coq_Q -> mono -> poly **)

let rec exact_mono m coordinate c = function
| [] -> pconst c
| v :: k0 ->
  (match coordinate v with
   | [] -> []
   | t0 :: l ->
     let (m0, d) = t0 in
     (match m0 with
      | [] ->
        (match l with
         | [] -> exact_mono m coordinate (qmul c d) k0
         | t1 :: l0 ->
           (match exact_mono m coordinate c k0 with
            | [] -> []
            | t2 :: l1 -> reduced m (pmul (([], d) :: (t1 :: l0)) (t2 :: l1))))
      | p :: l0 ->
        (match exact_mono m coordinate c k0 with
         | [] -> []
         | t1 :: l1 -> reduced m (pmul (((p :: l0), d) :: l) (t1 :: l1)))))

(** val exact_value :
    modulus -> (Big_int_Z.big_int -> poly) -> poly -> poly **)

let exact_value m coordinate g =
  reduced m
    (psum (map (fun t0 -> exact_mono m coordinate (snd t0) (fst t0)) g))

(** val surely : relation -> interval -> bool **)

let surely k i =
  match k with
  | Equal -> false
  | NotZero -> excludes_zero i
  | Positive -> is_positive i
  | Negative -> is_negative i

(** val derived_times : int -> poly -> poly **)

let rec derived_times k p =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> p)
    (fun k0 -> pderive Big_int_Z.unit_big_int (derived_times k0 p))
    k

(** val function_of : poly list -> Big_int_Z.big_int -> poly **)

let function_of l f =
  nth (Nat.pred (Pos.to_nat f)) l []

(** val lengths_are : (int -> bool) -> poly -> bool **)

let lengths_are parity p =
  forallb (fun t0 -> parity (length (fst t0))) p

(** val no_constant : poly -> bool **)

let no_constant p =
  forallb (fun t0 -> match fst t0 with
                     | [] -> false
                     | _ :: _ -> true) p

(** val has_facts : facts -> poly -> bool **)

let has_facts d p =
  (&&)
    ((&&) (if d.is_even then lengths_are Nat.even p else true)
      (if d.is_odd then lengths_are Nat.odd p else true))
    (if d.is_zero_at_zero then no_constant p else true)

(** val all_have_facts :
    (Big_int_Z.big_int -> facts) -> Big_int_Z.big_int -> poly list -> bool **)

let rec all_have_facts known f = function
| [] -> true
| p :: l0 ->
  (&&) (has_facts (known f) p) (all_have_facts known (Pos.succ f) l0)
