open BinInt
open BinPos
open Datatypes
open Expr
open Functions
open List
open Poly
open QArith_base
open Qreduction
open Tower

type slots = (Big_int_Z.big_int * poly) list

type dual = { coq_val : poly; der : slots; brought : Big_int_Z.big_int list }

(** val dmerge : slots -> slots -> slots **)

let rec dmerge g = match g with
| [] -> (fun h -> h)
| p0 :: g' ->
  let (i, p) = p0 in
  let rec aux h = match h with
  | [] -> g
  | p1 :: h' ->
    let (j, q) = p1 in
    (match Pos.compare i j with
     | Eq -> (i, (padd p q)) :: (dmerge g' h')
     | Lt -> (i, p) :: (dmerge g' h)
     | Gt -> (j, q) :: (aux h'))
  in aux

(** val dscale : poly -> slots -> slots **)

let dscale p g =
  match p with
  | [] -> []
  | _ :: _ -> map (fun t -> ((fst t), (pmul p (snd t)))) g

(** val union :
    Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int list **)

let rec union l = match l with
| [] -> (fun m -> m)
| v :: l' ->
  let rec aux m = match m with
  | [] -> l
  | w :: m' ->
    (match Pos.compare v w with
     | Eq -> v :: (union l' m')
     | Lt -> v :: (union l' m)
     | Gt -> w :: (aux m'))
  in aux

(** val dnum : coq_Q -> dual **)

let dnum c =
  { coq_val = (pconst c); der = []; brought = [] }

(** val dadd : dual -> dual -> dual **)

let dadd a b =
  { coq_val = (padd a.coq_val b.coq_val); der = (dmerge a.der b.der);
    brought = (union a.brought b.brought) }

(** val dmul : dual -> dual -> dual **)

let dmul a b =
  { coq_val = (pmul a.coq_val b.coq_val); der =
    (dmerge (dscale b.coq_val a.der) (dscale a.coq_val b.der)); brought =
    (union a.brought b.brought) }

(** val dpairs : dual list -> dual list **)

let rec dpairs l = match l with
| [] -> l
| a :: l0 -> (match l0 with
              | [] -> l
              | b :: l1 -> (dadd a b) :: (dpairs l1))

(** val dsum_in : int -> dual list -> dual **)

let rec dsum_in fuel l = match l with
| [] ->
  dnum { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| a :: l0 ->
  (match l0 with
   | [] -> a
   | _ :: _ ->
     ((fun fO fS n -> if n=0 then fO () else fS (n-1))
        (fun _ ->
        fold_right dadd
          (dnum { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
            Big_int_Z.unit_big_int }) l)
        (fun f -> dsum_in f (dpairs l))
        fuel))

(** val dsum : dual list -> dual **)

let dsum l =
  dsum_in (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    0)))))))))))))))))))))))))))))))))))))))) l

(** val dproduct : dual list -> dual **)

let rec dproduct = function
| [] ->
  dnum { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| a :: l0 -> (match l0 with
              | [] -> a
              | _ :: _ -> dmul a (dproduct l0))

(** val dpower : dual -> int -> dual **)

let dpower a n =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> { coq_val =
    (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int }); der = []; brought = a.brought })
    (fun m ->
    (fun fO fS n -> if n=0 then fO () else fS (n-1))
      (fun _ -> a)
      (fun _ -> { coq_val = (ppow a.coq_val n); der =
      (dscale
        (pscale { coq_Qnum = (Z.of_nat n); coq_Qden =
          Big_int_Z.unit_big_int } (ppow a.coq_val m)) a.der); brought =
      a.brought })
      m)
    n

(** val at_argument :
    (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> expr -> poly ->
    (poly * Big_int_Z.big_int list) option **)

let rec at_argument calls x p =
  match x with
  | Num c -> Some ((pconst c), [])
  | Leaf _ -> Some (p, [])
  | Add (a, b) ->
    (match at_argument calls a p with
     | Some p0 ->
       let (q, vs) = p0 in
       (match at_argument calls b p with
        | Some p1 -> let (s, ws) = p1 in Some ((padd q s), (union vs ws))
        | None -> None)
     | None -> None)
  | Mul (a, b) ->
    (match at_argument calls a p with
     | Some p0 ->
       let (q, vs) = p0 in
       (match at_argument calls b p with
        | Some p1 -> let (s, ws) = p1 in Some ((pmul q s), (union vs ws))
        | None -> None)
     | None -> None)
  | Pow (a, n) ->
    (match at_argument calls a p with
     | Some p0 -> let (q, vs) = p0 in Some ((ppow q n), vs)
     | None -> None)
  | Call (f, a) ->
    (match at_argument calls a p with
     | Some p0 ->
       let (q, vs) = p0 in
       (match calls f q with
        | Some p1 -> let (s, ws) = p1 in Some (s, (union vs ws))
        | None -> None)
     | None -> None)

(** val slope_of : fn -> expr **)

let slope_of f =
  derivative f (Leaf Big_int_Z.unit_big_int)

(** val dcall :
    (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> fn -> dual ->
    dual option **)

let dcall calls f a =
  match calls f a.coq_val with
  | Some p ->
    let (v, vs) = p in
    (match a.der with
     | [] -> Some { coq_val = v; der = []; brought = (union vs a.brought) }
     | p0 :: l ->
       (match at_argument calls (slope_of f) a.coq_val with
        | Some p1 ->
          let (s, ws) = p1 in
          Some { coq_val = v; der = (dscale s (p0 :: l)); brought =
          (union vs (union ws a.brought)) }
        | None -> None))
  | None -> None

(** val renamed :
    (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> poly -> poly **)

let renamed calls p = match p with
| [] -> p
| _ :: l ->
  (match l with
   | [] -> p
   | _ :: _ ->
     let c = lead p in
     if qzero c
     then p
     else (match calls Identity (pscale (coq_Qred (coq_Qinv c)) p) with
           | Some p0 -> let (q, _) = p0 in pscale c q
           | None -> p))

(** val dname :
    (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> dual -> dual **)

let dname calls d =
  { coq_val = (renamed calls d.coq_val); der =
    (map (fun t -> ((fst t), (renamed calls (snd t)))) d.der); brought =
    d.brought }

(** val esum : expr list -> expr **)

let rec esum = function
| [] ->
  Num { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }
| x :: l0 -> (match l0 with
              | [] -> x
              | _ :: _ -> Add (x, (esum l0)))

(** val eproduct : expr list -> expr **)

let rec eproduct = function
| [] ->
  Num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int }
| x :: l0 -> (match l0 with
              | [] -> x
              | _ :: _ -> Mul (x, (eproduct l0)))
