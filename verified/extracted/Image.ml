open Affine
open Arrays
open BinPos
open Compute
open Datatypes
open Dual
open Evidence
open FMapPositive
open Flow
open Functions
open Leaving
open List
open Meaning
open Poly
open QArith_base
open Rules
open Syntax
open Tower

(** val im : images -> Big_int_Z.big_int -> poly **)

let im imgs i =
  match PositiveMap.find i imgs with
  | Some p -> p
  | None -> pvar i

(** val entry : images -> Big_int_Z.big_int -> Big_int_Z.big_int -> coq_Q **)

let entry imgs i j =
  match Compute.number_in (pderive j (im imgs i)) with
  | Some c -> c
  | None ->
    { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }

(** val is_number : poly -> bool **)

let is_number p =
  match Compute.number_in p with
  | Some _ -> true
  | None -> false

(** val touched : images -> Big_int_Z.big_int list **)

let touched imgs =
  support
    (flat_map (fun t0 -> (((fst t0) :: []), { coq_Qnum =
      Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int }) :: (snd t0)) (PositiveMap.elements imgs))

(** val qsum : coq_Q list -> coq_Q **)

let qsum l =
  fold_right qadd { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int } l

(** val product_entry :
    problem -> images -> Big_int_Z.big_int -> Big_int_Z.big_int -> coq_Q **)

let product_entry p imgs i k =
  qsum
    (map (fun j -> qmul (qmul (entry imgs i j) (p.rate j)) (entry imgs k j))
      (touched imgs))

(** val affine_map : problem -> images -> bool **)

let affine_map p imgs =
  (&&) (forallb (is_parameter p) (touched imgs))
    (forallb (fun i ->
      forallb (fun j -> is_number (pderive j (im imgs i))) (touched imgs))
      (touched imgs))

(** val isometric : problem -> images -> bool **)

let isometric p imgs =
  forallb (fun i ->
    forallb (fun k ->
      coq_Qeq_bool (product_entry p imgs i k)
        (if Pos.eqb k i
         then p.rate i
         else { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
                Big_int_Z.unit_big_int })) (touched imgs)) (touched imgs)

(** val totals_ : coq_Q option scalars **)

let totals_ =
  { s_num = (fun x -> Some x); s_sum = (fun _ -> None); s_product = (fun _ ->
    None); s_power = (fun _ _ -> None); s_call = (fun f a ->
    match limited f Big_int_Z.unit_big_int with
    | [] -> Some None
    | _ :: _ ->
      (match a with
       | Some c ->
         (match at_number (fun _ -> nothing) f c with
          | Some v -> Some (Some v)
          | None -> None)
       | None -> None)) }

(** val leaf_value_of : layout -> images -> Big_int_Z.big_int -> dual **)

let leaf_value_of l =
  let first = first_atom l in
  (fun imgs i ->
  if Pos.ltb i first
  then { coq_val = (im imgs i); der = []; brought = [] }
  else dnum { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
         Big_int_Z.unit_big_int })

(** val values_with :
    model -> layout -> problem -> table -> images -> poly list option **)

let values_with m l p t0 imgs =
  match outputs_of (duals false (call p.declared p.pi_leaf t0))
          (leaf_value_of l imgs) m l with
  | Some ds -> Some (map (fun d -> d.coq_val) ds)
  | None -> None

(** val vector_ok :
    images -> poly PositiveMap.t -> Big_int_Z.big_int -> poly list -> bool **)

let rec vector_ok imgs all i = function
| [] -> true
| p :: x0 ->
  (&&)
    (peqb (psubst (image_of imgs) p)
      (if in_dec Pos.eq_dec i (touched imgs)
       then psum
              (map (fun j ->
                pscale (entry imgs i j)
                  (match PositiveMap.find j all with
                   | Some q -> q
                   | None -> [])) (touched imgs))
       else p)) (vector_ok imgs all (Pos.succ i) x0)

(** val symmetric :
    model -> layout -> problem -> images -> (fn * poly) list -> bool **)

let symmetric m l p =
  let first = first_atom l in
  (fun imgs ats ->
  match p.members with
  | Gradients _ ->
    let t0 = table_of (number first ats) in
    (&&)
      ((&&) ((&&) (isometric p imgs) (ordered (number first ats)))
        (match outputs_of totals_ (fun _ -> None) m l with
         | Some _ -> true
         | None -> false))
      (match values_with m l p t0 PositiveMap.empty with
       | Some a ->
         (match values_with m l p t0 imgs with
          | Some b -> same_polys a b
          | None -> false)
       | None -> false)
  | Vectors fields ->
    (match options_all (map plains fields) with
     | Some fs ->
       forallb (fun x -> vector_ok imgs (indexed x) Big_int_Z.unit_big_int x)
         fs
     | None -> false))

(** val image_ok :
    model -> layout -> problem -> images -> (fn * poly) list -> bool **)

let image_ok m l p =
  let first = first_atom l in
  (fun imgs ats ->
  (&&)
    ((&&)
      ((&&) ((&&) (affine_map p imgs) (inputs_alone p))
        (forallb (fun t0 ->
          (&&) (below first (snd t0)) (Pos.ltb (fst t0) first))
          (PositiveMap.elements imgs)))
      (match p.pi_leaf with
       | Some i ->
         (&&) ((&&) (Pos.ltb i first) (negb (is_parameter p i)))
           (negb (is_input p i))
       | None -> true)) (symmetric m l p imgs ats))
