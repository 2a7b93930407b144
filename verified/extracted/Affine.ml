open BinInt
open BinNat
open BinPos
open Datatypes
open FMapPositive
open List
open Mergesort
open Poly
open QArith_base

type images = poly PositiveMap.t

(** val image_of : images -> Big_int_Z.big_int -> poly option **)

let image_of img v =
  PositiveMap.find v img

(** val vsub :
    (Big_int_Z.big_int -> poly option) -> Big_int_Z.big_int -> poly **)

let vsub image v =
  match image v with
  | Some p -> p
  | None -> pvar v

(** val msub : (Big_int_Z.big_int -> poly option) -> mono -> poly **)

let rec msub image = function
| [] ->
  pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| v :: m0 ->
  (match image v with
   | Some p -> pmul p (msub image m0)
   | None ->
     tmul (v :: []) { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
       Big_int_Z.unit_big_int } (msub image m0))

(** val mentioned : (Big_int_Z.big_int -> poly option) -> mono -> bool **)

let mentioned image m =
  existsb (fun v -> match image v with
                    | Some _ -> true
                    | None -> false) m

(** val psub_terms :
    (Big_int_Z.big_int -> poly option) -> poly -> poly list **)

let rec psub_terms image = function
| [] -> []
| t0 :: p0 ->
  let (m, c) = t0 in
  (if mentioned image m then pscale c (msub image m) else (m, c) :: []) :: 
  (psub_terms image p0)

(** val psubst : (Big_int_Z.big_int -> poly option) -> poly -> poly **)

let psubst image p =
  if existsb (fun t0 -> mentioned image (fst t0)) p
  then psum (psub_terms image p)
  else p

(** val mderive : Big_int_Z.big_int -> mono -> Big_int_Z.big_int * mono **)

let rec mderive v = function
| [] -> (Big_int_Z.zero_big_int, [])
| w :: m' ->
  if Pos.eqb w v
  then let (n, k) = mderive v m' in
       ((fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
          (fun _ -> (Big_int_Z.unit_big_int, m'))
          (fun _ -> ((N.succ n), (v :: k)))
          n)
  else let (n, k) = mderive v m' in (n, (w :: k))

(** val pderive : Big_int_Z.big_int -> poly -> poly **)

let pderive v p =
  psum
    (map (fun t0 ->
      let (n, k) = mderive v (fst t0) in
      ((fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
         (fun _ -> [])
         (fun _ -> (k,
         (qmul { coq_Qnum = (Z.of_N n); coq_Qden = Big_int_Z.unit_big_int }
           (snd t0))) :: [])
         n)) p)

(** val add_variables : unit PositiveMap.t -> mono -> unit PositiveMap.t **)

let add_variables s m =
  fold_left (fun s0 v -> PositiveMap.add v () s0) m s

(** val variables : poly -> unit PositiveMap.t **)

let variables p =
  fold_left (fun s t0 -> add_variables s (fst t0)) p PositiveMap.empty

(** val support : poly -> Big_int_Z.big_int list **)

let support p =
  map fst (PositiveMap.elements (variables p))

(** val mix : Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int **)

let mix = (fun h x ->
  Big_int_Z.and_big_int (Big_int_Z.add_big_int (Big_int_Z.mult_int_big_int 31 h) x)
    (Big_int_Z.big_int_of_int 268435455))

(** val phash : Big_int_Z.big_int -> poly -> Big_int_Z.big_int **)

let phash h p =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> Big_int_Z.unit_big_int)
    (fun h0 -> h0)
    (fun _ ->
    Big_int_Z.unit_big_int)
    (fold_left (fun h0 t0 ->
      fold_left (fun h1 v -> mix h1 v) (fst t0)
        (mix (mix h0 (snd t0).coq_Qnum) (snd t0).coq_Qden)) p h)

type bag = poly list PositiveMap.t

(** val bucket : bag -> Big_int_Z.big_int -> poly list **)

let bucket b h =
  match PositiveMap.find h b with
  | Some l -> l
  | None -> []

(** val in_bag : bag -> poly -> bool **)

let in_bag b p =
  existsb (peqb p) (bucket b (phash Big_int_Z.zero_big_int p))

(** val put : bag -> poly -> bag **)

let put b p =
  let h = phash Big_int_Z.zero_big_int p in
  PositiveMap.add h (p :: (bucket b h)) b

(** val bag_of : poly list -> bag **)

let bag_of l =
  fold_left put l PositiveMap.empty

(** val distinct_from : bag -> poly list -> poly list **)

let rec distinct_from b = function
| [] -> []
| p :: l0 ->
  if in_bag b p then distinct_from b l0 else p :: (distinct_from (put b p) l0)

(** val distinct : poly list -> poly list **)

let distinct l =
  distinct_from PositiveMap.empty l

(** val degree_le_1 : poly -> bool **)

let degree_le_1 p =
  forallb (fun t0 ->
    match fst t0 with
    | [] -> true
    | _ :: l -> (match l with
                 | [] -> true
                 | _ :: _ -> false)) p

(** val better :
    (Big_int_Z.big_int -> Big_int_Z.big_int) -> Big_int_Z.big_int ->
    Big_int_Z.big_int -> bool **)

let better rank v w =
  match N.compare (rank v) (rank w) with
  | Eq -> Pos.ltb w v
  | Lt -> false
  | Gt -> true

(** val pivot :
    (Big_int_Z.big_int -> Big_int_Z.big_int) -> poly ->
    (Big_int_Z.big_int * coq_Q) option **)

let rec pivot rank = function
| [] -> None
| t0 :: p0 ->
  let (m, c) = t0 in
  (match m with
   | [] -> pivot rank p0
   | v :: l ->
     (match l with
      | [] ->
        (match pivot rank p0 with
         | Some p1 ->
           let (w, d) = p1 in
           if better rank v w then Some (v, c) else Some (w, d)
         | None -> Some (v, c))
      | _ :: _ -> pivot rank p0))

(** val one_image :
    Big_int_Z.big_int -> poly -> Big_int_Z.big_int -> poly option **)

let one_image v p w =
  if Pos.eqb w v then Some p else None

type solved = { images_of : images; mentions : unit PositiveMap.t }

(** val unsolved : solved **)

let unsolved =
  { images_of = PositiveMap.empty; mentions = PositiveMap.empty }

(** val solve : solved -> Big_int_Z.big_int -> poly -> solved **)

let solve s v q =
  { images_of =
    (PositiveMap.add v q
      (match PositiveMap.find v s.mentions with
       | Some _ -> PositiveMap.map (psubst (one_image v q)) s.images_of
       | None -> s.images_of)); mentions =
    (fold_left (fun m t0 -> add_variables m (fst t0)) q s.mentions) }

(** val insert :
    (Big_int_Z.big_int -> Big_int_Z.big_int) -> solved -> poly ->
    solved * poly list **)

let insert rank s p =
  match psubst (image_of s.images_of) p with
  | [] -> (s, [])
  | t0 :: l ->
    let p' = t0 :: l in
    if degree_le_1 p'
    then (match pivot rank p' with
          | Some p0 ->
            let (v, c) = p0 in
            ((solve s v (psub (pvar v) (pscale (coq_Qinv c) p'))), [])
          | None -> (s, (p' :: [])))
    else (s, (p :: []))

(** val insert_all :
    (Big_int_Z.big_int -> Big_int_Z.big_int) -> solved -> poly list ->
    solved * poly list **)

let rec insert_all rank s = function
| [] -> (s, [])
| p :: l0 ->
  let (s', rest) = insert rank s p in
  let (s'', rest') = insert_all rank s' l0 in (s'', (app rest rest'))

(** val constant : poly -> bool **)

let constant = function
| [] -> true
| t0 :: l ->
  let (m, _) = t0 in
  (match m with
   | [] -> (match l with
            | [] -> true
            | _ :: _ -> false)
   | _ :: _ -> false)

(** val is_zero : poly -> bool **)

let is_zero = function
| [] -> true
| _ :: _ -> false

(** val restrict :
    (Big_int_Z.big_int -> Big_int_Z.big_int) -> int -> solved -> poly list ->
    images * poly list **)

let rec restrict rank fuel s l =
  let (s', rest) = insert_all rank s l in
  let reduced =
    filter (fun p -> negb (is_zero p))
      (map (psubst (image_of s'.images_of)) rest)
  in
  ((fun fO fS n -> if n=0 then fO () else fS (n-1))
     (fun _ -> (s'.images_of, (distinct reduced)))
     (fun f ->
     if existsb (fun p -> (&&) (degree_le_1 p) (negb (constant p))) reduced
     then restrict rank f s' reduced
     else (s'.images_of, (distinct reduced)))
     fuel)

module ByPivot =
 struct
  type t = Big_int_Z.big_int * poly

  (** val leb : t -> t -> bool **)

  let leb a b =
    Pos.leb (fst a) (fst b)
 end

module PivotSort = Sort(ByPivot)

(** val solutions : images -> (Big_int_Z.big_int * poly) list **)

let solutions img =
  PivotSort.sort (PositiveMap.elements img)

(** val rows : images -> poly list **)

let rows img =
  map (fun t0 -> psub (pvar (fst t0)) (snd t0)) (solutions img)

(** val vanishes : images -> bag -> poly -> bool **)

let vanishes img b g =
  match psubst (image_of img) g with
  | [] -> true
  | t0 :: l -> in_bag b (t0 :: l)
