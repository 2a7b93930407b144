open Affine
open Arrays
open BinNat
open BinPos
open Datatypes
open Dual
open Expr
open Flow
open Functions
open List
open Meaning
open Poly
open QArith_base
open Syntax
open Tangency
open Tower

(** val number_in : poly -> coq_Q option **)

let number_in = function
| [] ->
  Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| t :: l ->
  let (m, c) = t in
  (match m with
   | [] -> (match l with
            | [] -> Some c
            | _ :: _ -> None)
   | _ :: _ -> None)

(** val plain : expr -> poly option **)

let rec plain = function
| Num c -> Some (pconst c)
| Leaf i -> Some (pvar i)
| Add (a, b) ->
  (match plain a with
   | Some p -> (match plain b with
                | Some q -> Some (padd p q)
                | None -> None)
   | None -> None)
| Mul (a, b) ->
  (match plain a with
   | Some p -> (match plain b with
                | Some q -> Some (pmul p q)
                | None -> None)
   | None -> None)
| Pow (a, n) -> (match plain a with
                 | Some p -> Some (ppow p n)
                 | None -> None)
| Call (f, a) ->
  (match plain a with
   | Some p ->
     (match number_in p with
      | Some q ->
        (match at_number (fun _ -> nothing) f q with
         | Some c -> Some (pconst c)
         | None -> None)
      | None -> None)
   | None -> None)

(** val plains : expr list -> poly list option **)

let rec plains = function
| [] -> Some []
| x :: l0 ->
  (match plain x with
   | Some p -> (match plains l0 with
                | Some r -> Some (p :: r)
                | None -> None)
   | None -> None)

(** val dleaf :
    Big_int_Z.big_int -> images -> (Big_int_Z.big_int -> bool) ->
    Big_int_Z.big_int -> dual **)

let dleaf first img wanted i =
  if Pos.ltb i first
  then { coq_val = (vsub (image_of img) i); der =
         (if wanted i
          then (i,
                 (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
                   Big_int_Z.unit_big_int })) :: []
          else []); brought = [] }
  else dnum { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
         Big_int_Z.unit_big_int }

(** val duals :
    bool -> (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> dual
    scalars **)

let duals named calls =
  let name = if named then dname calls else (fun d -> d) in
  { s_num = dnum; s_sum = (fun l -> name (dsum l)); s_product = (fun l ->
  name (dproduct l)); s_power = (fun a n -> name (dpower a (N.to_nat n)));
  s_call = (fun f a ->
  match dcall calls f a with
  | Some b -> Some (name b)
  | None -> None) }

(** val with_rates : (Big_int_Z.big_int -> coq_Q) -> dual -> slots **)

let with_rates r d =
  map (fun t -> ((fst t),
    (let q = r (fst t) in
     if qeqb q { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
          Big_int_Z.unit_big_int }
     then snd t
     else pscale q (snd t)))) d.der

(** val all_brought : dual list -> Big_int_Z.big_int list **)

let all_brought l =
  fold_right (fun d r -> union d.brought r) [] l

(** val component_slots :
    images -> (Big_int_Z.big_int -> bool) -> Big_int_Z.big_int -> poly list
    -> slots **)

let rec component_slots img wanted i = function
| [] -> []
| p :: l0 ->
  if wanted i
  then (i,
         (psubst (image_of img) p)) :: (component_slots img wanted
                                         (Pos.succ i) l0)
  else component_slots img wanted (Pos.succ i) l0

(** val compute_of : model -> layout -> problem -> computing **)

let compute_of m l p named img wanted calls =
  match p.members with
  | Gradients _ ->
    (match outputs_of (duals named calls) (dleaf (first_atom l) img wanted) m
             l with
     | Some ds -> Some ((map (with_rates p.rate) ds), (all_brought ds))
     | None -> None)
  | Vectors fields ->
    (match options_all (map plains fields) with
     | Some fs ->
       if forallb (forallb (below (first_atom l))) fs
       then Some
              ((map (component_slots img wanted Big_int_Z.unit_big_int) fs),
              [])
       else None
     | None -> None)
