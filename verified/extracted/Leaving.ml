open Affine
open Arrays
open BinNat
open BinPos
open Datatypes
open Evidence
open Expr
open FMapPositive
open Flow
open Functions
open Interval
open List
open Numbers
open PeanoNat
open Points
open Poly
open QArith_base
open Qreduction
open Sets
open Syntax

type letter = { l_member : Big_int_Z.big_int; l_input : coq_Q PositiveMap.t }

(** val member_lists : problem -> expr list list **)

let member_lists p =
  match p.members with
  | Gradients outputs -> map (fun f -> f :: []) outputs
  | Vectors fields -> fields

(** val same_numbers : coq_Q PositiveMap.t -> coq_Q PositiveMap.t -> bool **)

let rec same_numbers a b =
  match a with
  | PositiveMap.Leaf ->
    (match b with
     | PositiveMap.Leaf -> true
     | PositiveMap.Node (_, _, _) -> false)
  | PositiveMap.Node (l, p, r) ->
    (match b with
     | PositiveMap.Leaf -> false
     | PositiveMap.Node (l', q, r') ->
       (&&)
         ((&&)
           (match p with
            | Some x -> (match q with
                         | Some y -> qeqb x y
                         | None -> false)
            | None -> (match q with
                       | Some _ -> false
                       | None -> true)) (same_numbers l l'))
         (same_numbers r r'))

(** val same_letter : letter -> letter -> bool **)

let same_letter a b =
  (&&) (N.eqb a.l_member b.l_member) (same_numbers a.l_input b.l_input)

(** val input_value : coq_Q PositiveMap.t -> Big_int_Z.big_int -> coq_Q **)

let input_value x i =
  match PositiveMap.find i x with
  | Some q -> q
  | None ->
    { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }

(** val of_inputs : problem -> expr -> bool **)

let rec of_inputs p = function
| Num _ -> true
| Leaf i -> is_input p i
| Add (a, b) -> (&&) (of_inputs p a) (of_inputs p b)
| Mul (a, b) -> (&&) (of_inputs p a) (of_inputs p b)
| Pow (a, _) -> of_inputs p a
| Call (_, a) -> of_inputs p a

(** val inputs_alone : problem -> bool **)

let inputs_alone p =
  match p.Flow.data with
  | Some _ -> true
  | None ->
    (&&) (forallb (of_inputs p) p.input_equations)
      (forallb (fun c -> of_inputs p (fst c)) p.input_conditions)

(** val qpow : coq_Q -> int -> coq_Q **)

let rec qpow q n =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int })
    (fun n0 -> qmul q (qpow q n0))
    n

(** val rational_value :
    problem -> coq_Q PositiveMap.t -> expr -> coq_Q option **)

let rec rational_value p x = function
| Num c -> Some c
| Leaf i -> if is_input p i then Some (input_value x i) else None
| Add (a, b) ->
  (match rational_value p x a with
   | Some p0 ->
     (match rational_value p x b with
      | Some q -> Some (qadd p0 q)
      | None -> None)
   | None -> None)
| Mul (a, b) ->
  (match rational_value p x a with
   | Some p0 ->
     (match rational_value p x b with
      | Some q -> Some (qmul p0 q)
      | None -> None)
   | None -> None)
| Pow (a, n) ->
  (match rational_value p x a with
   | Some p0 -> Some (qpow p0 n)
   | None -> None)
| Call (f, a) ->
  (match f with
   | Inv ->
     (match rational_value p x a with
      | Some p0 -> if qzero p0 then None else Some (coq_Qred (coq_Qinv p0))
      | None -> None)
   | _ -> None)

(** val sign_is : relation -> coq_Q -> bool **)

let sign_is k q =
  match k with
  | Equal ->
    ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
       (fun _ -> true)
       (fun _ -> false)
       (fun _ -> false)
       q.coq_Qnum)
  | NotZero ->
    ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
       (fun _ -> false)
       (fun _ -> true)
       (fun _ -> true)
       q.coq_Qnum)
  | Positive ->
    ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
       (fun _ -> false)
       (fun _ -> true)
       (fun _ -> false)
       q.coq_Qnum)
  | Negative ->
    ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
       (fun _ -> false)
       (fun _ -> false)
       (fun _ -> true)
       q.coq_Qnum)

(** val value_is :
    problem -> relation -> coq_Q PositiveMap.t -> expr -> bool **)

let value_is p k x g =
  match rational_value p x g with
  | Some q -> sign_is k q
  | None -> false

(** val family_size : problem -> Big_int_Z.big_int **)

let family_size p =
  N.of_nat (length (member_lists p))

(** val meaning_of :
    problem -> letter -> (Big_int_Z.big_int * coq_Q PositiveMap.t) option **)

let meaning_of p l =
  match p.Flow.data with
  | Some rows ->
    (match nth_N rows (N.div l.l_member (family_size p)) with
     | Some row ->
       if N.eqb (N.of_nat (length row)) p.Flow.inputs
       then Some ((N.modulo l.l_member (family_size p)),
              (filled p.Flow.parameters row PositiveMap.empty))
       else None
     | None -> None)
  | None ->
    if (&&) (forallb (value_is p Equal l.l_input) p.input_equations)
         (forallb (fun c -> value_is p (snd c) l.l_input (fst c))
           p.input_conditions)
    then Some (l.l_member, l.l_input)
    else None

(** val polynomials : poly scalars **)

let polynomials =
  { s_num = pconst; s_sum = psum; s_product =
    (fold_right pmul
      (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
        Big_int_Z.unit_big_int })); s_power = (fun p n ->
    ppow p (N.to_nat n)); s_call = (fun f p ->
    match f with
    | Inv ->
      (match p with
       | [] -> None
       | t0 :: l ->
         let (m, q) = t0 in
         (match m with
          | [] ->
            (match l with
             | [] ->
               if qzero q then None else Some (pconst (coq_Qred (coq_Qinv q)))
             | _ :: _ -> None)
          | _ :: _ -> None))
    | _ -> None) }

(** val input_poly :
    problem -> coq_Q PositiveMap.t -> Big_int_Z.big_int -> poly **)

let input_poly p x i =
  if is_input p i then pconst (input_value x i) else pvar i

(** val poly_component : problem -> poly list -> Big_int_Z.big_int -> poly **)

let poly_component p m =
  match p.members with
  | Gradients _ ->
    (fun x ->
      match m with
      | [] -> []
      | f :: l ->
        (match l with
         | [] ->
           if qzero (p.rate x) then [] else pscale (p.rate x) (pderive x f)
         | _ :: _ -> []))
  | Vectors _ ->
    let index = indexed m in
    (fun i -> match PositiveMap.find i index with
              | Some c -> c
              | None -> [])

(** val lie_poly : problem -> (Big_int_Z.big_int -> poly) -> poly -> poly **)

let lie_poly p component h =
  psum
    (map (fun i ->
      if is_parameter p i then pmul (component i) (pderive i h) else [])
      (support h))

(** val without : int -> 'a1 list -> 'a1 list **)

let rec without j = function
| [] -> []
| a :: l0 ->
  ((fun fO fS n -> if n=0 then fO () else fS (n-1))
     (fun _ -> l0)
     (fun j0 -> a :: (without j0 l0))
     j)

(** val is_pi : problem -> Big_int_Z.big_int -> bool **)

let is_pi p i =
  match p.pi_leaf with
  | Some j -> Pos.eqb i j
  | None -> false

(** val coordinate : problem -> place -> Big_int_Z.big_int -> poly **)

let coordinate p pl i =
  if is_pi p i
  then pvar (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
  else (match PositiveMap.find i pl.p_coordinates with
        | Some p0 -> p0
        | None -> [])

(** val basis_in :
    (Big_int_Z.big_int -> interval) -> place -> interval -> Big_int_Z.big_int
    -> interval **)

let basis_in enclose_pi pl ti v =
  (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
    (fun _ ->
    exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
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
      (fun _ ->
      exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
        Big_int_Z.unit_big_int })
      (fun _ ->
      exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
        Big_int_Z.unit_big_int })
      (fun _ -> enclose_pi pl.p_bits)
      p)
    (fun _ -> ti)
    v

(** val number_in :
    (Big_int_Z.big_int -> interval) -> place -> interval -> poly -> interval **)

let number_in enclose_pi pl ti p =
  ipoly pl.p_bits (basis_in enclose_pi pl ti) p

(** val surely_zero : problem -> place -> modulus -> poly -> bool **)

let surely_zero p pl m g =
  match exact_value m (coordinate p pl) g with
  | [] -> true
  | _ :: _ -> false

(** val surely_holds :
    problem -> (Big_int_Z.big_int -> interval) -> place -> modulus ->
    interval -> condition -> bool **)

let surely_holds p enclose_pi pl m ti c =
  match snd c with
  | Equal -> surely_zero p pl m (fst c)
  | x ->
    surely x
      (number_in enclose_pi pl ti (exact_value m (coordinate p pl) (fst c)))

(** val surely_in :
    problem -> (Big_int_Z.big_int -> interval) -> place -> modulus ->
    interval -> poly list -> condition list -> bool **)

let surely_in p enclose_pi pl m ti gs cs =
  (&&) (forallb (surely_zero p pl m) gs)
    (forallb (surely_holds p enclose_pi pl m ti) cs)

(** val leaf_interval :
    problem -> (Big_int_Z.big_int -> interval) -> place -> interval -> coq_Q
    PositiveMap.t -> Big_int_Z.big_int -> interval **)

let leaf_interval p enclose_pi pl ti x i =
  if is_input p i
  then exact (input_value x i)
  else number_in enclose_pi pl ti (coordinate p pl i)

(** val members_at :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> place -> interval ->
    (Big_int_Z.big_int -> bool) -> coq_Q PositiveMap.t -> ndual list list
    option **)

let members_at p icall enclose_pi numbers_of pl ti wanted x =
  numbers_of (numbers pl.p_bits pl.p_functions icall)
    (nleaf wanted (leaf_interval p enclose_pi pl ti x))

(** val defined_at :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> place -> interval -> coq_Q
    PositiveMap.t -> bool **)

let defined_at p icall enclose_pi numbers_of pl ti x =
  match members_at p icall enclose_pi numbers_of pl ti (fun _ -> false) x with
  | Some _ -> true
  | None -> false

(** val wanted_by : problem -> poly -> Big_int_Z.big_int -> bool **)

let wanted_by p h =
  let vs = variables h in
  (fun i -> (&&) (is_parameter p i) (PositiveMap.mem i vs))

(** val interval_component :
    problem -> place -> ndual list -> Big_int_Z.big_int -> interval option **)

let interval_component p pl d =
  match p.members with
  | Gradients _ ->
    (fun x ->
      match d with
      | [] -> None
      | f :: l ->
        (match l with
         | [] ->
           (match PositiveMap.find x f.nder with
            | Some j ->
              if qzero (p.rate x)
              then None
              else Some (imul pl.p_bits (exact (p.rate x)) j)
            | None -> None)
         | _ :: _ -> None))
  | Vectors _ ->
    let index = indexed d in
    (fun i ->
    match PositiveMap.find i index with
    | Some c -> Some c.nval
    | None -> None)

(** val lie_interval :
    problem -> (Big_int_Z.big_int -> interval) -> place -> modulus ->
    interval -> (Big_int_Z.big_int -> interval option) -> poly -> interval **)

let lie_interval p enclose_pi pl m ti component h =
  isum pl.p_bits
    (map (fun i ->
      if is_parameter p i
      then (match component i with
            | Some j ->
              imul pl.p_bits j
                (number_in enclose_pi pl ti
                  (exact_value m (coordinate p pl) (pderive i h)))
            | None ->
              exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
                Big_int_Z.unit_big_int })
      else exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
             Big_int_Z.unit_big_int }) (support h))

(** val inner_poly :
    problem -> (poly scalars -> (Big_int_Z.big_int -> poly) -> poly list list
    option) -> letter list -> poly -> poly option **)

let rec inner_poly p polys_of w g =
  match w with
  | [] -> Some g
  | l :: w0 ->
    (match inner_poly p polys_of w0 g with
     | Some h ->
       (match meaning_of p l with
        | Some p0 ->
          let (k, x) = p0 in
          (match polys_of polynomials (input_poly p x) with
           | Some polys ->
             (match nth_N polys k with
              | Some m -> Some (lie_poly p (poly_component p m) h)
              | None -> None)
           | None -> None)
        | None -> None)
     | None -> None)

(** val inner_defined :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> place -> interval -> letter list
    -> bool **)

let inner_defined p icall enclose_pi numbers_of pl ti w =
  forallb (fun l ->
    match meaning_of p l with
    | Some p0 ->
      let (_, x) = p0 in defined_at p icall enclose_pi numbers_of pl ti x
    | None -> false) w

(** val word_interval :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> (poly scalars ->
    (Big_int_Z.big_int -> poly) -> poly list list option) -> place -> modulus
    -> interval -> letter list -> poly -> interval option **)

let word_interval p icall enclose_pi numbers_of polys_of pl m ti w g =
  match w with
  | [] -> None
  | l :: w0 ->
    (match inner_poly p polys_of w0 g with
     | Some h ->
       (match meaning_of p l with
        | Some p0 ->
          let (k, x) = p0 in
          if inner_defined p icall enclose_pi numbers_of pl ti w0
          then (match members_at p icall enclose_pi numbers_of pl ti
                        (wanted_by p h) x with
                | Some ds ->
                  (match nth_N ds k with
                   | Some d ->
                     Some
                       (lie_interval p enclose_pi pl m ti
                         (interval_component p pl d) h)
                   | None -> None)
                | None -> None)
          else None
        | None -> None)
     | None -> None)

(** val word_nonzero :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> (poly scalars ->
    (Big_int_Z.big_int -> poly) -> poly list list option) -> place -> modulus
    -> interval -> letter list -> poly -> bool **)

let word_nonzero p icall enclose_pi numbers_of polys_of pl m ti w g =
  match word_interval p icall enclose_pi numbers_of polys_of pl m ti w g with
  | Some j -> excludes_zero j
  | None -> false

(** val lower_zero :
    problem -> (poly scalars -> (Big_int_Z.big_int -> poly) -> poly list list
    option) -> place -> modulus -> letter list -> poly -> bool **)

let rec lower_zero p polys_of pl m w g =
  match w with
  | [] -> surely_zero p pl m g
  | _ :: v ->
    (&&)
      (match inner_poly p polys_of w g with
       | Some h -> surely_zero p pl m h
       | None -> false) (lower_zero p polys_of pl m v g)

(** val at_place :
    problem -> place -> (modulus -> interval -> bool) -> bool **)

let at_place p pl check =
  match root_of_place pl.p_root with
  | Some p0 ->
    let (m, ti) = p0 in
    (&&)
      ((&&)
        ((&&)
          (match p.pi_leaf with
           | Some i -> negb (is_parameter p i)
           | None -> true) (inputs_alone p))
        (all_have_facts p.declared Big_int_Z.unit_big_int pl.p_functions))
      (check m ti)
  | None -> false

(** val check_point :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> poly list -> condition list ->
    place -> letter -> bool **)

let check_point p icall enclose_pi numbers_of gs cs pl l =
  at_place p pl (fun m ti ->
    (&&) (surely_in p enclose_pi pl m ti gs cs)
      (match meaning_of p l with
       | Some p0 ->
         let (_, x) = p0 in defined_at p icall enclose_pi numbers_of pl ti x
       | None -> false))

(** val check_leaving :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> (poly scalars ->
    (Big_int_Z.big_int -> poly) -> poly list list option) -> poly list ->
    condition list -> place -> Big_int_Z.big_int -> letter list -> bool **)

let check_leaving p icall enclose_pi numbers_of polys_of gs cs pl equation w =
  match nth_N gs equation with
  | Some g ->
    at_place p pl (fun m ti ->
      (&&) (surely_in p enclose_pi pl m ti gs cs)
        (word_nonzero p icall enclose_pi numbers_of polys_of pl m ti w g))
  | None -> false

(** val kept_beside :
    bool -> condition list -> Big_int_Z.big_int -> condition list **)

let kept_beside alone cs j =
  if alone then [] else without (N.to_nat j) cs

(** val right_sign : relation -> int -> interval -> bool **)

let right_sign k n j =
  match k with
  | Equal -> false
  | NotZero -> true
  | Positive -> (||) (Nat.odd n) (is_positive j)
  | Negative -> (||) (Nat.odd n) (is_negative j)

(** val crosses_by :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> (poly scalars ->
    (Big_int_Z.big_int -> poly) -> poly list list option) -> place -> modulus
    -> interval -> relation -> letter list -> poly -> bool **)

let crosses_by p icall enclose_pi numbers_of polys_of pl m ti k w h =
  match k with
  | Equal -> false
  | NotZero ->
    (match w with
     | [] -> false
     | _ :: _ ->
       word_nonzero p icall enclose_pi numbers_of polys_of pl m ti w h)
  | _ ->
    (match w with
     | [] -> false
     | l :: lower ->
       (match lower with
        | [] ->
          word_nonzero p icall enclose_pi numbers_of polys_of pl m ti w h
        | _ :: _ ->
          (&&)
            ((&&) (forallb (same_letter l) lower)
              (lower_zero p polys_of pl m lower h))
            (match word_interval p icall enclose_pi numbers_of polys_of pl m
                     ti w h with
             | Some j -> (&&) (excludes_zero j) (right_sign k (length w) j)
             | None -> false)))

(** val check_crossing :
    problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
    (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int
    -> ndual) -> ndual list list option) -> (poly scalars ->
    (Big_int_Z.big_int -> poly) -> poly list list option) -> poly list ->
    condition list -> place -> Big_int_Z.big_int -> letter list -> bool **)

let check_crossing p icall enclose_pi numbers_of polys_of gs cs pl j w =
  match nth_N cs j with
  | Some c ->
    let (h, k) = c in
    (&&) (no_equal cs)
      (at_place p pl (fun m ti ->
        (&&)
          (surely_in p enclose_pi pl m ti (h :: gs) (without (N.to_nat j) cs))
          (crosses_by p icall enclose_pi numbers_of polys_of pl m ti k w h)))
  | None -> false
