open Arrays
open BinInt
open BinNat
open BinPos
open Dual
open Expr
open FMapPositive
open Functions
open Interval
open Points
open Poly
open QArith_base

type partials = interval PositiveMap.t

type ndual = { nval : interval; nder : partials }

(** val pcall :
    Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
    interval option) -> fn -> interval -> interval option **)

let pcall prec functions icall f i =
  match f with
  | Sigma (s, k) ->
    Some
      (ipoly prec (fun v ->
        if Pos.eqb v Big_int_Z.unit_big_int
        then i
        else exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
               Big_int_Z.unit_big_int })
        (derived_times k (function_of functions s)))
  | _ -> icall prec f i

(** val at_interval :
    Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
    interval option) -> interval -> expr -> interval option **)

let rec at_interval prec functions icall i = function
| Num c -> Some (exact c)
| Leaf _ -> Some i
| Add (a, b) ->
  (match at_interval prec functions icall i a with
   | Some p ->
     (match at_interval prec functions icall i b with
      | Some q -> Some (iadd prec p q)
      | None -> None)
   | None -> None)
| Mul (a, b) ->
  (match at_interval prec functions icall i a with
   | Some p ->
     (match at_interval prec functions icall i b with
      | Some q -> Some (imul prec p q)
      | None -> None)
   | None -> None)
| Pow (a, n) ->
  (match at_interval prec functions icall i a with
   | Some p -> Some (ipower prec p (N.of_nat n))
   | None -> None)
| Call (f, a) ->
  (match at_interval prec functions icall i a with
   | Some p -> pcall prec functions icall f p
   | None -> None)

(** val both :
    Big_int_Z.big_int -> interval option -> interval option -> interval option **)

let both prec a b =
  match a with
  | Some i -> (match b with
               | Some j -> Some (iadd prec i j)
               | None -> Some i)
  | None -> b

(** val pmerge : Big_int_Z.big_int -> partials -> partials -> partials **)

let pmerge prec g h =
  match g with
  | PositiveMap.Leaf -> h
  | PositiveMap.Node (_, _, _) ->
    (match h with
     | PositiveMap.Leaf -> g
     | PositiveMap.Node (_, _, _) -> PositiveMap.map2 (both prec) g h)

(** val pscaled : Big_int_Z.big_int -> interval -> partials -> partials **)

let pscaled prec i g =
  PositiveMap.map (imul prec i) g

(** val no_partials : partials **)

let no_partials =
  PositiveMap.empty

(** val nnum : coq_Q -> ndual **)

let nnum c =
  { nval = (exact c); nder = no_partials }

(** val nadd : Big_int_Z.big_int -> ndual -> ndual -> ndual **)

let nadd prec a b =
  { nval = (iadd prec a.nval b.nval); nder = (pmerge prec a.nder b.nder) }

(** val nmul : Big_int_Z.big_int -> ndual -> ndual -> ndual **)

let nmul prec a b =
  { nval = (imul prec a.nval b.nval); nder =
    (pmerge prec (pscaled prec b.nval a.nder) (pscaled prec a.nval b.nder)) }

(** val nsum : Big_int_Z.big_int -> ndual list -> ndual **)

let rec nsum prec = function
| [] ->
  nnum { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| a :: l0 -> (match l0 with
              | [] -> a
              | _ :: _ -> nadd prec a (nsum prec l0))

(** val nproduct : Big_int_Z.big_int -> ndual list -> ndual **)

let rec nproduct prec = function
| [] ->
  nnum { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| a :: l0 ->
  (match l0 with
   | [] -> a
   | _ :: _ -> nmul prec a (nproduct prec l0))

(** val npower : Big_int_Z.big_int -> ndual -> Big_int_Z.big_int -> ndual **)

let npower prec a n =
  (fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
    (fun _ ->
    nnum { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int })
    (fun p ->
    (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
      (fun _ -> { nval = (ipower prec a.nval n); nder =
      (pscaled prec
        (imul prec
          (exact { coq_Qnum = (Z.of_N n); coq_Qden = Big_int_Z.unit_big_int })
          (ipower prec a.nval (N.pred n))) a.nder) })
      (fun _ -> { nval = (ipower prec a.nval n); nder =
      (pscaled prec
        (imul prec
          (exact { coq_Qnum = (Z.of_N n); coq_Qden = Big_int_Z.unit_big_int })
          (ipower prec a.nval (N.pred n))) a.nder) })
      (fun _ -> a)
      p)
    n

(** val ncall :
    Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
    interval option) -> fn -> ndual -> ndual option **)

let ncall prec functions icall f a =
  match pcall prec functions icall f a.nval with
  | Some v ->
    (match a.nder with
     | PositiveMap.Leaf -> Some { nval = v; nder = no_partials }
     | PositiveMap.Node (t0, o, t1) ->
       (match at_interval prec functions icall a.nval (slope_of f) with
        | Some s ->
          Some { nval = v; nder =
            (pscaled prec s (PositiveMap.Node (t0, o, t1))) }
        | None -> None))
  | None -> None

(** val numbers :
    Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
    interval option) -> ndual scalars **)

let numbers prec functions icall =
  { s_num = nnum; s_sum = (nsum prec); s_product = (nproduct prec); s_power =
    (npower prec); s_call = (ncall prec functions icall) }

(** val nleaf :
    (Big_int_Z.big_int -> bool) -> (Big_int_Z.big_int -> interval) ->
    Big_int_Z.big_int -> ndual **)

let nleaf wanted at_ i =
  { nval = (at_ i); nder =
    (if wanted i
     then PositiveMap.add i
            (exact { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
              Big_int_Z.unit_big_int }) no_partials
     else no_partials) }
