open Affine
open BinNat
open BinPos
open Datatypes
open Dual
open Evidence
open FMapPositive
open Flow
open Functions
open List
open Poly
open QArith_base
open Sets
open Tower

(** val size_of_family : problem -> int **)

let size_of_family p =
  match p.members with
  | Gradients outputs -> length outputs
  | Vectors fields -> length fields

type computing =
  bool -> images -> (Big_int_Z.big_int -> bool) -> (fn -> poly ->
  (poly * Big_int_Z.big_int list) option) -> (slots list * Big_int_Z.big_int
  list) option

(** val pi_ok : problem -> Big_int_Z.big_int -> bool **)

let pi_ok p first =
  match p.pi_leaf with
  | Some i -> (&&) (Pos.ltb i first) (negb (is_input p i))
  | None -> true

(** val rank : problem -> Big_int_Z.big_int -> Big_int_Z.big_int **)

let rank p v =
  if is_parameter p v
  then if qzero (p.rate v)
       then Big_int_Z.unit_big_int
       else (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
  else Big_int_Z.zero_big_int

(** val state_poly : problem -> Big_int_Z.big_int -> poly -> bool **)

let state_poly p first p0 =
  forallb (fun t0 ->
    forallb (fun v -> (&&) (Pos.ltb v first) (negb (is_input p v))) (fst t0))
    p0

type known = { of_curved : poly PositiveMap.t;
               of_inputs : poly PositiveMap.t; of_atoms : atom PositiveMap.t;
               lookup : table; of_brought : unit PositiveMap.t;
               of_congruences : poly list;
               indexed_congruences : poly PositiveMap.t }

(** val is_brought : known -> Big_int_Z.big_int -> bool **)

let is_brought k v =
  match PositiveMap.find v k.of_brought with
  | Some _ -> true
  | None -> false

(** val square_of : Big_int_Z.big_int -> poly **)

let square_of v =
  pmul (pvar v) (pvar v)

(** val relation_of : problem -> known -> atom -> poly option **)

let relation_of p k a =
  let v = a.name in
  (match a.coq_function with
   | Sin ->
     (match call p.declared p.pi_leaf k.lookup Cos a.argument with
      | Some p0 ->
        let (c, _) = p0 in
        Some
        (psub (padd (square_of v) (pmul c c))
          (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
            Big_int_Z.unit_big_int }))
      | None -> None)
   | Cosh ->
     (match call p.declared p.pi_leaf k.lookup Sinh a.argument with
      | Some p0 ->
        let (s, _) = p0 in
        Some
        (psub (psub (square_of v) (pmul s s))
          (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
            Big_int_Z.unit_big_int }))
      | None -> None)
   | Sqrt ->
     if is_brought k v then Some (psub (square_of v) a.argument) else None
   | Inv ->
     if is_brought k v
     then Some
            (psub (pmul (pvar v) a.argument)
              (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
                Big_int_Z.unit_big_int }))
     else None
   | _ -> None)

(** val knows :
    problem -> known -> poly option -> reference -> poly option **)

let knows p k h = function
| REquation i -> item k.of_curved i
| RInput i -> item k.of_inputs i
| RSettled _ -> None
| RCongruence i -> item k.indexed_congruences i
| RRelation i ->
  (match item k.of_atoms i with
   | Some a -> relation_of p k a
   | None -> None)
| RCondition -> h

(** val add_brought :
    unit PositiveMap.t -> Big_int_Z.big_int list -> unit PositiveMap.t **)

let add_brought m vs =
  fold_left (fun m0 v -> PositiveMap.add v () m0) vs m

(** val limited_ok : known -> atom -> bool **)

let limited_ok k a =
  match limited a.coq_function a.name with
  | [] -> true
  | _ :: _ -> is_brought k a.name

(** val congruent : problem -> known -> congruence list -> known option **)

let rec congruent p k = function
| [] -> Some k
| g :: l0 ->
  (match item k.of_atoms g.c_atom with
   | Some a ->
     if (&&) (limited_ok k a)
          (follows (knows p k None) (psub a.argument g.c_argument)
            g.c_because)
     then (match call p.declared p.pi_leaf k.lookup a.coq_function
                   g.c_argument with
           | Some p0 ->
             let (q, vs) = p0 in
             let cs = app k.of_congruences ((psub (pvar a.name) q) :: []) in
             congruent p { of_curved = k.of_curved; of_inputs = k.of_inputs;
               of_atoms = k.of_atoms; lookup = k.lookup; of_brought =
               (add_brought k.of_brought vs); of_congruences = cs;
               indexed_congruences = (indexed cs) } l0
           | None -> None)
     else None
   | None -> None)

(** val by_leaf : slots -> poly PositiveMap.t -> poly PositiveMap.t **)

let rec by_leaf g m =
  match g with
  | [] -> m
  | p0 :: g0 ->
    let (i, p) = p0 in
    by_leaf g0
      (PositiveMap.add i
        (match PositiveMap.find i m with
         | Some q -> padd p q
         | None -> p) m)

(** val partials : problem -> poly -> (Big_int_Z.big_int * poly) list **)

let partials p y =
  map (fun v -> (v, (pderive v y))) (filter (is_parameter p) (support y))

(** val lie_with :
    poly PositiveMap.t -> (Big_int_Z.big_int * poly) list -> poly **)

let lie_with m ds =
  psum
    (map (fun t0 ->
      match PositiveMap.find (fst t0) m with
      | Some s -> pmul (snd t0) s
      | None -> []) ds)

(** val find2 :
    'a1 PositiveMap.t PositiveMap.t -> Big_int_Z.big_int -> Big_int_Z.big_int
    -> 'a1 option **)

let find2 m i j =
  match item m i with
  | Some n -> item n j
  | None -> None

(** val equation_ok :
    problem -> known -> poly -> poly PositiveMap.t ->
    (Big_int_Z.big_int * poly) list -> (int * combination) option -> bool **)

let equation_ok p k h m ds p0 =
  let l = lie_with m ds in
  (match p0 with
   | Some p1 ->
     let (n, c) = p1 in
     follows (knows p k None)
       ((fun fO fS n -> if n=0 then fO () else fS (n-1))
          (fun _ -> l)
          (fun _ -> pmul (ppow h n) l)
          n) c
   | None -> (match l with
              | [] -> true
              | _ :: _ -> false))

(** val equations_ok :
    problem -> known -> poly -> poly PositiveMap.t -> (int * combination)
    PositiveMap.t PositiveMap.t -> Big_int_Z.big_int -> Big_int_Z.big_int ->
    (Big_int_Z.big_int * poly) list list -> bool **)

let rec equations_ok p k h m l field i = function
| [] -> true
| ds :: ys0 ->
  if equation_ok p k h m ds (find2 l field i)
  then equations_ok p k h m l field (N.succ i) ys0
  else false

(** val is_kept : condition_proof -> bool **)

let is_kept = function
| Kept -> true
| _ -> false

(** val condition_ok :
    problem -> known -> poly PositiveMap.t -> poly ->
    (Big_int_Z.big_int * poly) list -> combination option -> bool **)

let condition_ok p k m h ds p0 =
  follows (knows p k (Some h)) (lie_with m ds)
    (match p0 with
     | Some c -> c
     | None -> [])

(** val conditions_ok :
    problem -> known -> poly PositiveMap.t -> combination PositiveMap.t
    PositiveMap.t -> Big_int_Z.big_int -> Big_int_Z.big_int ->
    (poly * (Big_int_Z.big_int * poly) list) list -> condition_proof list ->
    bool **)

let rec conditions_ok p k m l field i hs ps =
  match hs with
  | [] -> true
  | h :: hs0 ->
    (match ps with
     | [] -> false
     | p0 :: ps0 ->
       (&&)
         (if is_kept p0
          then condition_ok p k m (fst h) (snd h) (find2 l field i)
          else true) (conditions_ok p k m l field (N.succ i) hs0 ps0))

(** val prepared :
    problem -> setting -> (Big_int_Z.big_int * poly) list list **)

let prepared p s =
  map (partials p) (targets s)

(** val prepared_conditions :
    problem -> setting -> (poly * (Big_int_Z.big_int * poly) list) list **)

let prepared_conditions p s =
  map (fun c -> ((fst c), (partials p (fst c)))) s.conds

(** val fields_ok :
    problem -> known -> (Big_int_Z.big_int * poly) list list ->
    (poly * (Big_int_Z.big_int * poly) list) list -> poly -> view_proof ->
    condition_proof list -> Big_int_Z.big_int -> slots list -> bool **)

let rec fields_ok p k ys hs h v ps field = function
| [] -> true
| g :: l0 ->
  let m = by_leaf g PositiveMap.empty in
  (&&)
    ((&&) (equations_ok p k h m v.lie field Big_int_Z.zero_big_int ys)
      (conditions_ok p k m v.kept field Big_int_Z.zero_big_int hs ps))
    (fields_ok p k ys hs h v ps (N.succ field) l0)

(** val row_images : problem -> int -> coq_Q list -> images -> images **)

let rec row_images p k row m =
  match row with
  | [] -> m
  | q :: row0 ->
    row_images p (Stdlib.Int.succ k) row0
      (PositiveMap.add (input_leaf p k) (pconst q) m)

(** val wanted_of : setting -> unit PositiveMap.t **)

let wanted_of s =
  fold_left (fun s0 p ->
    fold_left (fun s1 t0 -> add_variables s1 (fst t0)) p s0)
    (app (targets s) (map fst s.conds)) PositiveMap.empty

(** val wants : problem -> unit PositiveMap.t -> Big_int_Z.big_int -> bool **)

let wants p m v =
  (&&) (is_parameter p v)
    (match PositiveMap.find v m with
     | Some _ -> true
     | None -> false)

(** val all_wanted : problem -> unit PositiveMap.t -> poly -> bool **)

let all_wanted p w y =
  forallb (wants p w) (filter (is_parameter p) (support y))

(** val view_ok :
    problem -> Big_int_Z.big_int -> computing -> poly list -> setting ->
    condition_proof list -> unit PositiveMap.t -> coq_Q list option ->
    Big_int_Z.big_int -> view_proof -> bool **)

let view_ok p first compute input_polynomials s ps w row field v =
  let ats = number first v.atoms in
  let t0 = table_of ats in
  let im = match row with
           | Some r -> row_images p 0 r s.img
           | None -> s.img in
  (&&) (ordered ats)
    (match compute v.by_name im (wants p w) (call p.declared p.pi_leaf t0) with
     | Some p0 ->
       let (components, brought) = p0 in
       (match congruent p { of_curved = (indexed s.curved); of_inputs =
                (indexed input_polynomials); of_atoms = (indexed ats);
                lookup = t0; of_brought =
                (add_brought PositiveMap.empty brought); of_congruences = [];
                indexed_congruences = PositiveMap.empty } v.congruences with
        | Some k ->
          fields_ok p k (prepared p s) (prepared_conditions p s)
            (product_of s.conds) v ps field components
        | None -> false)
     | None -> false)

(** val views_ok :
    problem -> Big_int_Z.big_int -> computing -> poly list -> setting ->
    condition_proof list -> unit PositiveMap.t -> coq_Q list option list ->
    Big_int_Z.big_int -> view_proof list -> bool **)

let rec views_ok p first compute input_polynomials s ps w rows field vs =
  match rows with
  | [] -> (match vs with
           | [] -> true
           | _ :: _ -> false)
  | row :: rows0 ->
    (match vs with
     | [] -> false
     | v :: vs0 ->
       (&&) (view_ok p first compute input_polynomials s ps w row field v)
         (views_ok p first compute input_polynomials s ps w rows0
           (N.add field (N.of_nat (size_of_family p))) vs0))

(** val views_of_data : problem -> coq_Q list option list **)

let views_of_data p =
  match p.data with
  | Some rows -> map (fun x -> Some x) rows
  | None -> None :: []

(** val tangent :
    problem -> Big_int_Z.big_int -> computing -> poly list -> setting ->
    view_proof list -> condition_proof list -> bool **)

let tangent p first compute input_polynomials s vs ps =
  (&&)
    ((&&)
      ((&&)
        ((&&)
          ((&&)
            ((&&)
              ((&&) (N.ltb (N.add p.parameters p.inputs) first)
                (pi_ok p first)) (forallb (state_poly p first) (targets s)))
            (forallb (fun c -> state_poly p first (fst c)) s.conds))
          (no_equal s.conds)) (forallb (below first) input_polynomials))
      ((<=) (length s.conds) (length ps)))
    (let w = wanted_of s in
     (&&)
       ((&&) (forallb (all_wanted p w) (targets s))
         (forallb (fun c -> all_wanted p w (fst c)) s.conds))
       (views_ok p first compute input_polynomials s ps w (views_of_data p)
         Big_int_Z.zero_big_int vs))

(** val outside_ok :
    problem -> Big_int_Z.big_int -> computing -> setting -> coq_Q list option
    -> outside -> bool **)

let outside_ok p first compute s row o =
  let ats = number first o.o_atoms in
  let im =
    match row with
    | Some r -> row_images p 0 r PositiveMap.empty
    | None -> PositiveMap.empty
  in
  (&&) (ordered ats)
    (match compute false im (fun _ -> false)
             (call p.declared p.pi_leaf (table_of ats)) with
     | Some p0 ->
       let (_, brought) = p0 in
       (match item (indexed ats) o.o_atom with
        | Some a ->
          (match sum_of_squares s.conds o.o_squares with
           | Some s0 ->
             (&&)
               ((&&) (existsb (Pos.eqb a.name) brought)
                 (match a.coq_function with
                  | Log -> true
                  | Sqrt -> true
                  | Inv ->
                    (match o.o_squares with
                     | [] -> true
                     | _ :: _ -> false)
                  | _ -> false))
               (follows (only_equations (indexed s.curved))
                 (psub (popp (psubst (image_of s.img) a.argument)) s0)
                 o.o_cofactors)
           | None -> false)
        | None -> false)
     | None -> false)

(** val outsides_ok :
    problem -> Big_int_Z.big_int -> computing -> setting -> coq_Q list option
    list -> outside list -> bool **)

let rec outsides_ok p first compute s rows l =
  match rows with
  | [] -> (match l with
           | [] -> true
           | _ :: _ -> false)
  | r :: rows0 ->
    (match l with
     | [] -> false
     | o :: l0 ->
       (&&) (outside_ok p first compute s r o)
         (outsides_ok p first compute s rows0 l0))

(** val undefined :
    problem -> Big_int_Z.big_int -> computing -> setting -> outside list ->
    bool **)

let undefined p first compute s l =
  (&&)
    ((&&)
      ((&&)
        ((&&) (N.ltb (N.add p.parameters p.inputs) first) (pi_ok p first))
        (forallb (state_poly p first) (targets s)))
      (forallb (fun c -> state_poly p first (fst c)) s.conds))
    (outsides_ok p first compute s (views_of_data p) l)
