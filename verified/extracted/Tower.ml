open Affine
open BinInt
open BinPos
open Datatypes
open FMapPositive
open Functions
open List
open PeanoNat
open Poly
open QArith_base
open Qreduction

(** val feqb : fn -> fn -> bool **)

let feqb f g =
  match f with
  | Tanh -> (match g with
             | Tanh -> true
             | _ -> false)
  | Sigmoid -> (match g with
                | Sigmoid -> true
                | _ -> false)
  | Exp -> (match g with
            | Exp -> true
            | _ -> false)
  | Log -> (match g with
            | Log -> true
            | _ -> false)
  | Sin -> (match g with
            | Sin -> true
            | _ -> false)
  | Cos -> (match g with
            | Cos -> true
            | _ -> false)
  | Sinh -> (match g with
             | Sinh -> true
             | _ -> false)
  | Cosh -> (match g with
             | Cosh -> true
             | _ -> false)
  | Sqrt -> (match g with
             | Sqrt -> true
             | _ -> false)
  | Inv -> (match g with
            | Inv -> true
            | _ -> false)
  | Erf -> (match g with
            | Erf -> true
            | _ -> false)
  | Gaussian -> (match g with
                 | Gaussian -> true
                 | _ -> false)
  | NormalCdf -> (match g with
                  | NormalCdf -> true
                  | _ -> false)
  | NormalPdf -> (match g with
                  | NormalPdf -> true
                  | _ -> false)
  | Softplus -> (match g with
                 | Softplus -> true
                 | _ -> false)
  | Atan -> (match g with
             | Atan -> true
             | _ -> false)
  | Step -> (match g with
             | Step -> true
             | _ -> false)
  | Identity -> (match g with
                 | Identity -> true
                 | _ -> false)
  | Sigma (f0, k) ->
    (match g with
     | Sigma (g0, l) -> (&&) (Pos.eqb f0 g0) ((=) k l)
     | _ -> false)

type parity =
| POdd
| PEven
| PComplement
| PNone

type facts = { is_even : bool; is_odd : bool; is_zero_at_zero : bool }

(** val nothing : facts **)

let nothing =
  { is_even = false; is_odd = false; is_zero_at_zero = false }

(** val parity_of : (Big_int_Z.big_int -> facts) -> fn -> parity **)

let parity_of known = function
| Tanh -> POdd
| Sigmoid -> PComplement
| Sin -> POdd
| Cos -> PEven
| Sinh -> POdd
| Cosh -> PEven
| Erf -> POdd
| Gaussian -> PEven
| NormalCdf -> PComplement
| NormalPdf -> PEven
| Atan -> POdd
| Sigma (f0, k) ->
  if (known f0).is_odd
  then if Nat.even k then POdd else PEven
  else if (known f0).is_even
       then if Nat.even k then PEven else POdd
       else PNone
| _ -> PNone

(** val at_zero : (Big_int_Z.big_int -> facts) -> fn -> coq_Q option **)

let at_zero known = function
| Tanh ->
  Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Sigmoid ->
  Some { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) }
| Exp ->
  Some { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Sin ->
  Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Cos ->
  Some { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Sinh ->
  Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Cosh ->
  Some { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Erf ->
  Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| NormalCdf ->
  Some { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) }
| Atan ->
  Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int }
| Sigma (f0, k) ->
  ((fun fO fS n -> if n=0 then fO () else fS (n-1))
     (fun _ ->
     if (known f0).is_zero_at_zero
     then Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
            Big_int_Z.unit_big_int }
     else None)
     (fun _ -> None)
     k)
| _ -> None

(** val root : coq_Q -> coq_Q option **)

let root q =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> None)
    (fun n ->
    let a = Pos.sqrt n in
    let b = Pos.sqrt q.coq_Qden in
    if (&&) (Pos.eqb (Pos.mul a a) n) (Pos.eqb (Pos.mul b b) q.coq_Qden)
    then Some { coq_Qnum = a; coq_Qden = b }
    else None)
    (fun _ -> None)
    q.coq_Qnum

(** val at_number :
    (Big_int_Z.big_int -> facts) -> fn -> coq_Q -> coq_Q option **)

let at_number known f q =
  match f with
  | Log ->
    if qeqb q { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
         Big_int_Z.unit_big_int }
    then Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
           Big_int_Z.unit_big_int }
    else None
  | Sqrt -> root q
  | Inv -> if qzero q then None else Some (coq_Qred (coq_Qinv q))
  | Step ->
    ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
       (fun _ -> None)
       (fun _ -> Some { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
       Big_int_Z.unit_big_int })
       (fun _ -> Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
       Big_int_Z.unit_big_int })
       q.coq_Qnum)
  | _ ->
    if qzero q
    then (match at_zero known f with
          | Some c -> Some c
          | None ->
            (match parity_of known f with
             | POdd ->
               Some { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
                 Big_int_Z.unit_big_int }
             | _ -> None))
    else None

type atom = { coq_function : fn; argument : poly; name : Big_int_Z.big_int }

(** val number : Big_int_Z.big_int -> (fn * poly) list -> atom list **)

let rec number first = function
| [] -> []
| p0 :: l0 ->
  let (f, p) = p0 in
  { coq_function = f; argument = p; name =
  first } :: (number (Pos.succ first) l0)

(** val below : Big_int_Z.big_int -> poly -> bool **)

let below n p =
  forallb (fun t0 -> forallb (fun v -> Pos.ltb v n) (fst t0)) p

(** val ordered : atom list -> bool **)

let ordered l =
  forallb (fun a -> below a.name a.argument) l

type entry = { of_function : fn; key : poly; scale : coq_Q;
               variable : Big_int_Z.big_int }

type table = entry list PositiveMap.t

(** val fn_code : fn -> Big_int_Z.big_int **)

let fn_code = function
| Tanh -> Big_int_Z.unit_big_int
| Sigmoid -> (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
| Exp ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)
| Log ->
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int))
| Sin ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))
| Cos ->
  (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))
| Sinh ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))
| Cosh ->
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))
| Sqrt ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int)))
| Inv ->
  (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))
| Erf ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))
| Gaussian ->
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))
| NormalCdf ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))
| NormalPdf ->
  (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))
| Softplus ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))
| Atan ->
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int))))
| Step ->
  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))))
| Identity -> Big_int_Z.zero_big_int
| Sigma (f0, k) ->
  Z.add
    (Z.add (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      Big_int_Z.unit_big_int)))) f0)
    (Z.mul
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      Big_int_Z.unit_big_int))))) (Z.of_nat k))

(** val hash : fn -> poly -> Big_int_Z.big_int **)

let hash f p =
  phash (fn_code f) p

(** val lead : poly -> coq_Q **)

let lead = function
| [] ->
  { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }
| t0 :: _ -> let (_, c) = t0 in c

(** val entry_of : atom -> entry **)

let entry_of a =
  match a.coq_function with
  | Inv ->
    let c = lead a.argument in
    if qzero c
    then { of_function = Inv; key = a.argument; scale = { coq_Qnum =
           Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int };
           variable = a.name }
    else { of_function = Inv; key =
           (pscale (coq_Qred (coq_Qinv c)) a.argument); scale = c; variable =
           a.name }
  | x ->
    { of_function = x; key = a.argument; scale = { coq_Qnum =
      Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int }; variable =
      a.name }

(** val enter : table -> atom -> table **)

let enter t0 a =
  let e = entry_of a in
  let h = hash e.of_function e.key in
  PositiveMap.add h
    (e :: (match PositiveMap.find h t0 with
           | Some l -> l
           | None -> [])) t0

(** val table_of : atom list -> table **)

let table_of l =
  fold_left enter l PositiveMap.empty

(** val find_entry : entry list -> fn -> poly -> entry option **)

let rec find_entry l f p =
  match l with
  | [] -> None
  | e :: l0 ->
    if feqb f e.of_function
    then if peqb p e.key then Some e else find_entry l0 f p
    else find_entry l0 f p

(** val look : table -> fn -> poly -> entry option **)

let look t0 f p =
  match PositiveMap.find (hash f p) t0 with
  | Some l -> find_entry l f p
  | None -> None

(** val limited : fn -> Big_int_Z.big_int -> Big_int_Z.big_int list **)

let limited f v =
  match f with
  | Log -> v :: []
  | Sqrt -> v :: []
  | Inv -> v :: []
  | Step -> v :: []
  | _ -> []

(** val found : entry -> poly **)

let found e =
  pscale e.scale (pvar e.variable)

(** val direct_call :
    (Big_int_Z.big_int -> facts) -> table -> fn -> poly ->
    (poly * Big_int_Z.big_int list) option **)

let direct_call known t0 f p =
  let plain =
    match f with
    | Inv ->
      let c = lead p in
      if qzero c
      then None
      else (match look t0 Inv (pscale (coq_Qred (coq_Qinv c)) p) with
            | Some e ->
              Some ((pscale (coq_Qred (coq_Qinv c)) (found e)),
                (limited Inv e.variable))
            | None -> None)
    | _ ->
      (match look t0 f p with
       | Some e -> Some ((found e), (limited f e.variable))
       | None ->
         (match parity_of known f with
          | POdd ->
            (match look t0 f (popp p) with
             | Some e -> Some ((popp (found e)), [])
             | None -> None)
          | PEven ->
            (match look t0 f (popp p) with
             | Some e -> Some ((found e), [])
             | None -> None)
          | PComplement ->
            (match look t0 f (popp p) with
             | Some e ->
               Some
                 ((psub
                    (pconst { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
                      Big_int_Z.unit_big_int }) (found e)), [])
             | None -> None)
          | PNone -> None))
  in
  (match p with
   | [] ->
     (match at_number known f { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
              Big_int_Z.unit_big_int } with
      | Some c -> Some ((pconst c), [])
      | None -> plain)
   | t1 :: l ->
     let (m, q) = t1 in
     (match m with
      | [] ->
        (match l with
         | [] ->
           (match at_number known f q with
            | Some c -> Some ((pconst c), [])
            | None -> plain)
         | _ :: _ -> plain)
      | _ :: _ -> plain))

(** val coefficient_at : Big_int_Z.big_int -> poly -> coq_Q **)

let rec coefficient_at w = function
| [] ->
  { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }
| t0 :: p0 ->
  let (m, c) = t0 in
  (match m with
   | [] -> coefficient_at w p0
   | v :: l ->
     (match l with
      | [] -> if Pos.eqb v w then c else coefficient_at w p0
      | _ :: _ -> coefficient_at w p0))

(** val quarter_turns :
    Big_int_Z.big_int option -> poly -> (Big_int_Z.big_int * poly) option **)

let quarter_turns pi p =
  match pi with
  | Some w ->
    let c = coefficient_at w p in
    let k =
      coq_Qred
        (qmul { coq_Qnum = (Big_int_Z.mult_int_big_int 2
          Big_int_Z.unit_big_int); coq_Qden = Big_int_Z.unit_big_int } c)
    in
    if qzero c
    then None
    else ((fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
            (fun _ -> None)
            (fun _ -> None)
            (fun _ -> Some (k.coq_Qnum,
            (psub p
              (pscale { coq_Qnum = k.coq_Qnum; coq_Qden =
                (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) }
                (pvar w)))))
            k.coq_Qden)
  | None -> None

(** val turned :
    (Big_int_Z.big_int -> facts) -> Big_int_Z.big_int -> table -> poly ->
    (poly * Big_int_Z.big_int list) option **)

let turned known k t0 p =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> direct_call known t0 Sin p)
    (fun p0 ->
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
      match direct_call known t0 Cos p with
      | Some p1 -> let (q, vs) = p1 in Some ((popp q), vs)
      | None -> None)
      (fun p1 ->
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
        match direct_call known t0 Cos p with
        | Some p2 -> let (q, vs) = p2 in Some ((popp q), vs)
        | None -> None)
        (fun _ ->
        match direct_call known t0 Cos p with
        | Some p2 -> let (q, vs) = p2 in Some ((popp q), vs)
        | None -> None)
        (fun _ ->
        match direct_call known t0 Sin p with
        | Some p2 -> let (q, vs) = p2 in Some ((popp q), vs)
        | None -> None)
        p1)
      (fun _ -> direct_call known t0 Cos p)
      p0)
    (fun _ ->
    match direct_call known t0 Cos p with
    | Some p0 -> let (q, vs) = p0 in Some ((popp q), vs)
    | None -> None)
    (Z.modulo k (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      Big_int_Z.unit_big_int)))

(** val call :
    (Big_int_Z.big_int -> facts) -> Big_int_Z.big_int option -> table -> fn
    -> poly -> (poly * Big_int_Z.big_int list) option **)

let call known pi t0 f p =
  match f with
  | Sin ->
    (match quarter_turns pi p with
     | Some p0 -> let (k, rest) = p0 in turned known k t0 rest
     | None -> direct_call known t0 f p)
  | Cos ->
    (match quarter_turns pi p with
     | Some p0 ->
       let (k, rest) = p0 in
       turned known (Z.add k Big_int_Z.unit_big_int) t0 rest
     | None -> direct_call known t0 f p)
  | _ -> direct_call known t0 f p
