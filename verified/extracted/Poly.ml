open BinInt
open BinPos
open Datatypes
open List
open QArith_base
open Qreduction

type mono = Big_int_Z.big_int list

type term = mono * coq_Q

type poly = term list

(** val qadd : coq_Q -> coq_Q -> coq_Q **)

let qadd a b =
  (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
    (fun _ -> coq_Qred (coq_Qplus a b))
    (fun _ -> coq_Qred (coq_Qplus a b))
    (fun _ ->
    (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
      (fun _ -> coq_Qred (coq_Qplus a b))
      (fun _ -> coq_Qred (coq_Qplus a b))
      (fun _ -> { coq_Qnum = (Z.add a.coq_Qnum b.coq_Qnum); coq_Qden =
      Big_int_Z.unit_big_int })
      b.coq_Qden)
    a.coq_Qden

(** val qmul : coq_Q -> coq_Q -> coq_Q **)

let qmul a b =
  (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
    (fun _ -> coq_Qred (coq_Qmult a b))
    (fun _ -> coq_Qred (coq_Qmult a b))
    (fun _ ->
    (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
      (fun _ -> coq_Qred (coq_Qmult a b))
      (fun _ -> coq_Qred (coq_Qmult a b))
      (fun _ -> { coq_Qnum = (Z.mul a.coq_Qnum b.coq_Qnum); coq_Qden =
      Big_int_Z.unit_big_int })
      b.coq_Qden)
    a.coq_Qden

(** val qzero : coq_Q -> bool **)

let qzero a =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> true)
    (fun _ -> false)
    (fun _ -> false)
    a.coq_Qnum

(** val qeqb : coq_Q -> coq_Q -> bool **)

let qeqb a b =
  (&&) (Z.eqb a.coq_Qnum b.coq_Qnum) (Pos.eqb a.coq_Qden b.coq_Qden)

(** val mcmp : mono -> mono -> comparison **)

let rec mcmp m n =
  match m with
  | [] -> (match n with
           | [] -> Eq
           | _ :: _ -> Gt)
  | a :: m0 ->
    (match n with
     | [] -> Lt
     | b :: n0 -> (match Pos.compare a b with
                   | Eq -> mcmp m0 n0
                   | x -> x))

(** val mmul : mono -> mono -> mono **)

let rec mmul m = match m with
| [] -> (fun n -> n)
| a :: m' ->
  let rec aux n = match n with
  | [] -> m
  | b :: n' ->
    (match Pos.compare a b with
     | Gt -> b :: (aux n')
     | _ -> a :: (mmul m' n))
  in aux

(** val padd : poly -> poly -> poly **)

let rec padd p = match p with
| [] -> (fun q -> q)
| t :: p' ->
  let (m, c) = t in
  let rec aux q = match q with
  | [] -> p
  | t0 :: q' ->
    let (n, d) = t0 in
    (match mcmp m n with
     | Eq ->
       let s = qadd c d in
       if qzero s then padd p' q' else (m, s) :: (padd p' q')
     | Lt -> (m, c) :: (padd p' q)
     | Gt -> (n, d) :: (aux q'))
  in aux

(** val pairs : poly list -> poly list **)

let rec pairs l = match l with
| [] -> l
| p :: l0 -> (match l0 with
              | [] -> l
              | q :: l1 -> (padd p q) :: (pairs l1))

(** val psum_in : int -> poly list -> poly **)

let rec psum_in fuel l = match l with
| [] -> []
| p :: l0 ->
  (match l0 with
   | [] -> p
   | _ :: _ ->
     ((fun fO fS n -> if n=0 then fO () else fS (n-1))
        (fun _ -> fold_right padd [] l)
        (fun f -> psum_in f (pairs l))
        fuel))

(** val psum : poly list -> poly **)

let psum l =
  psum_in (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
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

(** val tmul : mono -> coq_Q -> poly -> poly **)

let tmul m c p =
  map (fun t -> ((mmul m (fst t)), (qmul c (snd t)))) p

(** val pmul_in : poly -> poly -> poly **)

let pmul_in p q =
  psum (map (fun t -> tmul (fst t) (snd t) q) p)

(** val shorter : 'a1 list -> 'a1 list -> bool **)

let rec shorter p q =
  match p with
  | [] -> true
  | _ :: p0 -> (match q with
                | [] -> false
                | _ :: q0 -> shorter p0 q0)

(** val pmul : poly -> poly -> poly **)

let pmul p q =
  if shorter p q then pmul_in p q else pmul_in q p

(** val pscale : coq_Q -> poly -> poly **)

let pscale c p =
  if qzero c then [] else tmul [] c p

(** val popp : poly -> poly **)

let popp p =
  pscale { coq_Qnum = (Big_int_Z.minus_big_int Big_int_Z.unit_big_int);
    coq_Qden = Big_int_Z.unit_big_int } p

(** val psub : poly -> poly -> poly **)

let psub p q =
  padd p (popp q)

(** val pconst : coq_Q -> poly **)

let pconst c =
  if qzero c then [] else ([], c) :: []

(** val pvar : Big_int_Z.big_int -> poly **)

let pvar v =
  ((v :: []), { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }) :: []

(** val ppow : poly -> int -> poly **)

let rec ppow p n =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ ->
    pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int })
    (fun n0 -> pmul p (ppow p n0))
    n

(** val meqb : mono -> mono -> bool **)

let rec meqb m n =
  match m with
  | [] -> (match n with
           | [] -> true
           | _ :: _ -> false)
  | a :: m0 ->
    (match n with
     | [] -> false
     | b :: n0 -> if Pos.eqb a b then meqb m0 n0 else false)

(** val peqb : poly -> poly -> bool **)

let rec peqb p q =
  match p with
  | [] -> (match q with
           | [] -> true
           | _ :: _ -> false)
  | t :: p0 ->
    let (m, c) = t in
    (match q with
     | [] -> false
     | t0 :: q0 ->
       let (n, d) = t0 in
       if qeqb c d then if meqb m n then peqb p0 q0 else false else false)
