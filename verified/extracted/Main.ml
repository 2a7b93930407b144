open Affine
open Compute
open Datatypes
open Enclosure
open Evidence
open Expr
open Flow
open Functions
open Image
open Json
open Leaving
open List
open Meaning
open Members
open Points
open Poly
open Reading
open Rules
open Sets
open Syntax

type kept_proof =
| OfSet of invariance
| OfImage of images * (fn * poly) list * poly list * condition list
   * invariance
| OfDifference of kept_proof * kept_proof

type proof =
| Stays of kept_proof
| Leaves of place * Big_int_Z.big_int * letter list
| Crosses of place * Big_int_Z.big_int * letter list * bool * invariance

(** val proof_depth : int **)

let proof_depth =
  Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
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
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    0)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))

(** val input_polys : problem -> poly list option **)

let input_polys p =
  match p.Flow.data with
  | Some _ -> Some []
  | None -> plains p.input_equations

(** val set_shown :
    model -> layout -> problem -> poly list -> expr list -> (expr * relation)
    list -> invariance -> bool **)

let set_shown m l p ips gs cs p0 =
  match plains gs with
  | Some ps ->
    (match plains (map fst cs) with
     | Some hs ->
       invariant_by p (first_atom l) (compute_of m l p) ips proof_depth ps
         (combine hs (map snd cs)) p0
     | None -> false)
  | None -> false

(** val region_shown :
    model -> layout -> problem -> poly list -> region -> kept_proof -> bool **)

let rec region_shown m l p ips r p0 =
  match r with
  | Plain (gs, cs) ->
    (match p0 with
     | OfSet q -> set_shown m l p ips gs cs q
     | OfImage (r0, calls, gs', cs', q) ->
       (match plains gs with
        | Some ps ->
          (match plains (map fst cs) with
           | Some hs ->
             (&&)
               ((&&)
                 ((&&) (same_polys ps (map (psubst (image_of r0)) gs'))
                   (same_conditions (combine hs (map snd cs))
                     (map (fun c -> ((psubst (image_of r0) (fst c)),
                       (snd c))) cs'))) (image_ok m l p r0 calls))
               (invariant_by p (first_atom l) (compute_of m l p) ips
                 proof_depth gs' cs' q)
           | None -> false)
        | None -> false)
     | OfDifference (_, _) -> false)
  | Minus (a, b) ->
    (match p0 with
     | OfDifference (p1, q) ->
       (&&) (region_shown m l p ips a p1) (region_shown m l p ips b q)
     | _ -> false)

(** val shown : model -> layout -> problem -> region -> kept_proof -> bool **)

let shown m l p r p0 =
  match input_polys p with
  | Some ips -> region_shown m l p ips r p0
  | None -> false

(** val countered : model -> layout -> problem -> region -> proof -> bool **)

let countered m l p r p0 =
  match r with
  | Plain (gs, cs) ->
    (match plains gs with
     | Some ps ->
       (match plains (map fst cs) with
        | Some hs ->
          let cs0 = combine hs (map snd cs) in
          (match p0 with
           | Stays _ -> false
           | Leaves (pl, equation, word) ->
             check_leaving p icall enclose_pi (members_of m l)
               (members_of m l) ps cs0 pl equation word
           | Crosses (pl, j, word, alone, rest) ->
             (&&)
               (check_crossing p icall enclose_pi (members_of m l)
                 (members_of m l) ps cs0 pl j word)
               (match input_polys p with
                | Some ips ->
                  invariant_by p (first_atom l) (compute_of m l p) ips
                    proof_depth ps (kept_beside alone cs0 j) rest
                | None -> false))
        | None -> false)
     | None -> false)
  | Minus (_, _) -> false

(** val holds_by : claim -> proof -> bool **)

let holds_by c p =
  match meaning_of c with
  | Some s ->
    (match s.says with
     | Certified ->
       (match p with
        | Stays q -> shown c.of_model (layout_of c) s.about s.set_meant q
        | _ -> false)
     | Refuted -> countered c.of_model (layout_of c) s.about s.set_meant p)
  | None -> false

(** val claim_of_bytes : char list -> claim option **)

let claim_of_bytes bytes =
  match parse bytes with
  | Some j ->
    (match read_certificate j with
     | Some p -> let (c, _) = p in Some c
     | None -> None)
  | None -> None

(** val verified : char list -> proof -> bool **)

let verified bytes p =
  match claim_of_bytes bytes with
  | Some c -> holds_by c p
  | None -> false
