open Affine
open Datatypes
open Evidence
open FMapPositive
open List
open PeanoNat
open Poly
open QArith_base
open Syntax

type condition = poly * relation

type setting = { img : images; curved : poly list; conds : condition list }

(** val setting_of :
    (Big_int_Z.big_int -> Big_int_Z.big_int) -> poly list -> condition list
    -> setting **)

let setting_of rank gs cs =
  let (i, c) =
    restrict rank (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
      (Stdlib.Int.succ 0)))))))))))))))))))) unsolved gs
  in
  { img = i; curved = c; conds =
  (map (fun t0 -> ((psubst (image_of i) (fst t0)), (snd t0))) cs) }

(** val targets : setting -> poly list **)

let targets s =
  app (rows s.img) s.curved

(** val complete : poly list -> setting -> bool **)

let complete gs s =
  let b = bag_of s.curved in forallb (vanishes s.img b) gs

(** val positive_form : condition -> poly **)

let positive_form c =
  match snd c with
  | Negative -> popp (fst c)
  | _ -> fst c

(** val product_of : condition list -> poly **)

let rec product_of = function
| [] ->
  pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| c :: cs0 -> pmul (positive_form c) (product_of cs0)

(** val positive_power : condition list -> int -> bool **)

let positive_power cs n =
  (||) (Nat.even n)
    (forallb (fun c ->
      match snd c with
      | Equal -> false
      | NotZero -> false
      | _ -> true) cs)

(** val weight_of :
    condition PositiveMap.t -> Big_int_Z.big_int list -> poly option **)

let weight_of cs w =
  fold_right (fun i r ->
    match item cs i with
    | Some c ->
      let (h, r0) = c in
      (match r0 with
       | Positive -> (match r with
                      | Some p -> Some (pmul h p)
                      | None -> None)
       | Negative ->
         (match r with
          | Some p -> Some (pmul (popp h) p)
          | None -> None)
       | _ -> None)
    | None -> None) (Some
    (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int })) w

(** val qpositive : coq_Q -> bool **)

let qpositive q =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> false)
    (fun _ -> true)
    (fun _ -> false)
    q.coq_Qnum

(** val squares_of :
    condition PositiveMap.t -> square list -> poly list option **)

let rec squares_of cs = function
| [] -> Some []
| s :: l0 ->
  if qpositive s.coefficient_of
  then (match weight_of cs s.weight with
        | Some w ->
          (match squares_of cs l0 with
           | Some r ->
             Some
               ((pscale s.coefficient_of (pmul (pmul s.root_of s.root_of) w)) :: r)
           | None -> None)
        | None -> None)
  else None

(** val sum_of_squares : condition list -> square list -> poly option **)

let sum_of_squares cs l =
  match squares_of (indexed cs) l with
  | Some r -> Some (psum r)
  | None -> None

(** val no_equal : condition list -> bool **)

let no_equal cs =
  forallb (fun c -> match snd c with
                    | Equal -> false
                    | _ -> true) cs

(** val only_equations : poly PositiveMap.t -> reference -> poly option **)

let only_equations m = function
| REquation i -> item m i
| _ -> None

(** val with_condition :
    poly PositiveMap.t -> poly -> reference -> poly option **)

let with_condition m h = function
| REquation i -> item m i
| RCondition -> Some h
| _ -> None

(** val vanishes_on :
    setting -> poly PositiveMap.t -> poly -> vanishing -> bool **)

let vanishes_on s m f v =
  match sum_of_squares s.conds v.v_squares with
  | Some s0 ->
    (&&)
      ((&&) ((&&) (negb ((=) v.v_exponent 0)) (no_equal s.conds))
        (match v.v_squares with
         | [] -> true
         | _ :: _ ->
           (&&) (Nat.even v.v_exponent) (positive_power s.conds v.v_power)))
      (follows (only_equations m)
        (padd
          (pmul (ppow (product_of s.conds) v.v_power) (ppow f v.v_exponent))
          s0) v.v_cofactors)
  | None -> false

(** val no_point_of :
    (reference -> poly option) -> condition list -> no_point -> bool **)

let no_point_of known cs p =
  match sum_of_squares cs p.n_squares with
  | Some s ->
    (&&)
      ((&&) (no_equal cs)
        (match p.n_squares with
         | [] -> true
         | _ :: _ -> positive_power cs p.n_power))
      (follows known (padd (ppow (product_of cs) p.n_power) s) p.n_cofactors)
  | None -> false

(** val plainly_false : condition -> bool **)

let plainly_false c =
  match fst c with
  | [] -> (match snd c with
           | Equal -> false
           | _ -> true)
  | t0 :: l ->
    let (m, q) = t0 in
    (match m with
     | [] ->
       (match l with
        | [] ->
          (match snd c with
           | Equal -> false
           | NotZero ->
             ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
                (fun _ -> true)
                (fun _ -> false)
                (fun _ -> false)
                q.coq_Qnum)
           | Positive ->
             ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
                (fun _ -> true)
                (fun _ -> false)
                (fun _ -> true)
                q.coq_Qnum)
           | Negative ->
             ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
                (fun _ -> true)
                (fun _ -> true)
                (fun _ -> false)
                q.coq_Qnum))
        | _ :: _ -> false)
     | _ :: _ -> false)

(** val number_not_zero : poly -> bool **)

let number_not_zero = function
| [] -> false
| t0 :: l ->
  let (m, q) = t0 in
  (match m with
   | [] -> (match l with
            | [] -> negb (qzero q)
            | _ :: _ -> false)
   | _ :: _ -> false)

(** val plainly_empty : setting -> bool **)

let plainly_empty s =
  (||) (existsb number_not_zero s.curved) (existsb plainly_false s.conds)

(** val describes :
    setting -> poly list -> vanishing list -> combination list -> bool **)

let describes s fs because implied =
  let m = indexed s.curved in
  let n = indexed fs in
  (&&)
    (let rec all fs0 vs =
       match fs0 with
       | [] -> (match vs with
                | [] -> true
                | _ :: _ -> false)
       | f :: fs1 ->
         (match vs with
          | [] -> false
          | v :: vs0 -> if vanishes_on s m f v then all fs1 vs0 else false)
     in all fs because)
    (let rec all cs ps =
       match cs with
       | [] -> (match ps with
                | [] -> true
                | _ :: _ -> false)
       | c :: cs0 ->
         (match ps with
          | [] -> false
          | p :: ps0 ->
            if follows (only_equations n) c p then all cs0 ps0 else false)
     in all s.curved implied)
