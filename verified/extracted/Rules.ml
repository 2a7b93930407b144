open Affine
open Datatypes
open Evidence
open Flow
open List
open Poly
open QArith_base
open Sets
open Syntax
open Tangency

(** val all_products : poly list list -> poly list **)

let rec all_products = function
| [] ->
  (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }) :: []
| gs :: parts0 ->
  let rest = all_products parts0 in flat_map (fun g -> map (pmul g) rest) gs

(** val same_polys : poly list -> poly list -> bool **)

let rec same_polys l m =
  match l with
  | [] -> (match m with
           | [] -> true
           | _ :: _ -> false)
  | p :: l0 ->
    (match m with
     | [] -> false
     | q :: m0 -> if peqb p q then same_polys l0 m0 else false)

(** val same_conditions : condition list -> condition list -> bool **)

let same_conditions l m =
  (&&) (same_polys (map fst l) (map fst m))
    (let rec go l0 m0 =
       match l0 with
       | [] -> (match m0 with
                | [] -> true
                | _ :: _ -> false)
       | c :: l1 ->
         let (_, j) = c in
         (match m0 with
          | [] -> false
          | c0 :: m1 ->
            let (_, k) = c0 in
            (match j with
             | Equal -> (match k with
                         | Equal -> go l1 m1
                         | _ -> false)
             | NotZero -> (match k with
                           | NotZero -> go l1 m1
                           | _ -> false)
             | Positive -> (match k with
                            | Positive -> go l1 m1
                            | _ -> false)
             | Negative -> (match k with
                            | Negative -> go l1 m1
                            | _ -> false)))
     in go l m)

(** val invariant_by :
    problem -> Big_int_Z.big_int -> computing -> poly list -> int -> poly
    list -> condition list -> invariance -> bool **)

let rec invariant_by p first compute input_polynomials fuel gs cs p0 =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> false)
    (fun fuel0 ->
    match p0 with
    | Tangency (_, _) ->
      let s = setting_of (rank p) gs cs in
      (&&) (complete gs s)
        (match p0 with
         | Tangency (vs, ps) ->
           (&&) (tangent p first compute input_polynomials s vs ps)
             (let m = indexed s.curved in
              let rec all hs ps0 =
                match hs with
                | [] -> true
                | c :: hs0 ->
                  let (h, _) = c in
                  (match ps0 with
                   | [] -> true
                   | p1 :: ps1 ->
                     (&&)
                       (match p1 with
                        | Kept -> true
                        | NeverZero np ->
                          no_point_of (with_condition m h) [] np
                        | Boundary rest ->
                          invariant_by p first compute input_polynomials
                            fuel0 (app (targets s) (h :: [])) [] rest)
                       (all hs0 ps1))
              in all s.conds ps)
         | EmptySet proof ->
           (match proof with
            | Some np ->
              (||) (plainly_empty s)
                (no_point_of (only_equations (indexed s.curved)) s.conds np)
            | None -> plainly_empty s)
         | Undefined os -> undefined p first compute s os
         | Described (fs, because, implied, rest) ->
           (&&) (describes s fs because implied)
             (invariant_by p first compute input_polynomials fuel0
               (app (rows s.img) fs) s.conds rest)
         | _ -> false)
    | EmptySet _ ->
      let s = setting_of (rank p) gs cs in
      (&&) (complete gs s)
        (match p0 with
         | Tangency (vs, ps) ->
           (&&) (tangent p first compute input_polynomials s vs ps)
             (let m = indexed s.curved in
              let rec all hs ps0 =
                match hs with
                | [] -> true
                | c :: hs0 ->
                  let (h, _) = c in
                  (match ps0 with
                   | [] -> true
                   | p1 :: ps1 ->
                     (&&)
                       (match p1 with
                        | Kept -> true
                        | NeverZero np ->
                          no_point_of (with_condition m h) [] np
                        | Boundary rest ->
                          invariant_by p first compute input_polynomials
                            fuel0 (app (targets s) (h :: [])) [] rest)
                       (all hs0 ps1))
              in all s.conds ps)
         | EmptySet proof ->
           (match proof with
            | Some np ->
              (||) (plainly_empty s)
                (no_point_of (only_equations (indexed s.curved)) s.conds np)
            | None -> plainly_empty s)
         | Undefined os -> undefined p first compute s os
         | Described (fs, because, implied, rest) ->
           (&&) (describes s fs because implied)
             (invariant_by p first compute input_polynomials fuel0
               (app (rows s.img) fs) s.conds rest)
         | _ -> false)
    | Undefined _ ->
      let s = setting_of (rank p) gs cs in
      (&&) (complete gs s)
        (match p0 with
         | Tangency (vs, ps) ->
           (&&) (tangent p first compute input_polynomials s vs ps)
             (let m = indexed s.curved in
              let rec all hs ps0 =
                match hs with
                | [] -> true
                | c :: hs0 ->
                  let (h, _) = c in
                  (match ps0 with
                   | [] -> true
                   | p1 :: ps1 ->
                     (&&)
                       (match p1 with
                        | Kept -> true
                        | NeverZero np ->
                          no_point_of (with_condition m h) [] np
                        | Boundary rest ->
                          invariant_by p first compute input_polynomials
                            fuel0 (app (targets s) (h :: [])) [] rest)
                       (all hs0 ps1))
              in all s.conds ps)
         | EmptySet proof ->
           (match proof with
            | Some np ->
              (||) (plainly_empty s)
                (no_point_of (only_equations (indexed s.curved)) s.conds np)
            | None -> plainly_empty s)
         | Undefined os -> undefined p first compute s os
         | Described (fs, because, implied, rest) ->
           (&&) (describes s fs because implied)
             (invariant_by p first compute input_polynomials fuel0
               (app (rows s.img) fs) s.conds rest)
         | _ -> false)
    | Described (_, _, _, _) ->
      let s = setting_of (rank p) gs cs in
      (&&) (complete gs s)
        (match p0 with
         | Tangency (vs, ps) ->
           (&&) (tangent p first compute input_polynomials s vs ps)
             (let m = indexed s.curved in
              let rec all hs ps0 =
                match hs with
                | [] -> true
                | c :: hs0 ->
                  let (h, _) = c in
                  (match ps0 with
                   | [] -> true
                   | p1 :: ps1 ->
                     (&&)
                       (match p1 with
                        | Kept -> true
                        | NeverZero np ->
                          no_point_of (with_condition m h) [] np
                        | Boundary rest ->
                          invariant_by p first compute input_polynomials
                            fuel0 (app (targets s) (h :: [])) [] rest)
                       (all hs0 ps1))
              in all s.conds ps)
         | EmptySet proof ->
           (match proof with
            | Some np ->
              (||) (plainly_empty s)
                (no_point_of (only_equations (indexed s.curved)) s.conds np)
            | None -> plainly_empty s)
         | Undefined os -> undefined p first compute s os
         | Described (fs, because, implied, rest) ->
           (&&) (describes s fs because implied)
             (invariant_by p first compute input_polynomials fuel0
               (app (rows s.img) fs) s.conds rest)
         | _ -> false)
    | Meet parts ->
      (&&)
        ((&&) (same_polys gs (flat_map (fun t -> fst (fst t)) parts))
          (same_conditions cs (flat_map (fun t -> snd (fst t)) parts)))
        (forallb (fun t ->
          invariant_by p first compute input_polynomials fuel0 (fst (fst t))
            (snd (fst t)) (snd t)) parts)
    | Join parts ->
      (match cs with
       | [] ->
         (&&) (same_polys gs (all_products (map fst parts)))
           (forallb (fun t ->
             invariant_by p first compute input_polynomials fuel0 (fst t) []
               (snd t)) parts)
       | _ :: _ -> false))
    fuel
