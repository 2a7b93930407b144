open BinInt
open BinPos
open List
open QArith_base

type interval = { lower : coq_Q; upper : coq_Q }

(** val qmin : coq_Q -> coq_Q -> coq_Q **)

let qmin a b =
  if coq_Qle_bool a b then a else b

(** val qmax : coq_Q -> coq_Q -> coq_Q **)

let qmax a b =
  if coq_Qle_bool a b then b else a

(** val qpos : coq_Q -> bool **)

let qpos a =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> false)
    (fun _ -> true)
    (fun _ -> false)
    a.coq_Qnum

(** val qneg : coq_Q -> bool **)

let qneg a =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> false)
    (fun _ -> false)
    (fun _ -> true)
    a.coq_Qnum

(** val pow2 : Big_int_Z.big_int -> Big_int_Z.big_int **)

let pow2 n =
  Z.to_pos (Z.shiftl Big_int_Z.unit_big_int n)

(** val floor_at : Big_int_Z.big_int -> coq_Q -> coq_Q **)

let floor_at m q =
  { coq_Qnum = (Z.div (Z.mul q.coq_Qnum m) q.coq_Qden); coq_Qden = m }

(** val floor_to : Big_int_Z.big_int -> coq_Q -> coq_Q **)

let floor_to m q =
  { coq_Qnum = (Z.mul (Z.div q.coq_Qnum (Pos.mul q.coq_Qden m)) m);
    coq_Qden = Big_int_Z.unit_big_int }

(** val zlog2 : Big_int_Z.big_int -> Big_int_Z.big_int **)

let zlog2 = BinInt.Z.log2

(** val magnitude : coq_Q -> Big_int_Z.big_int **)

let magnitude q =
  Z.sub (zlog2 (Z.abs q.coq_Qnum)) (zlog2 q.coq_Qden)

(** val qdown : Big_int_Z.big_int -> coq_Q -> coq_Q **)

let qdown prec q =
  (fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
    (fun _ -> { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
    Big_int_Z.unit_big_int })
    (fun _ ->
    let s = Z.sub prec (magnitude q) in
    if Z.ltb s Big_int_Z.zero_big_int
    then floor_to (pow2 (Z.opp s)) q
    else ((fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
            (fun _ -> floor_at (pow2 s) q)
            (fun _ -> floor_at (pow2 s) q)
            (fun _ -> q)
            q.coq_Qden))
    (fun _ ->
    let s = Z.sub prec (magnitude q) in
    if Z.ltb s Big_int_Z.zero_big_int
    then floor_to (pow2 (Z.opp s)) q
    else ((fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
            (fun _ -> floor_at (pow2 s) q)
            (fun _ -> floor_at (pow2 s) q)
            (fun _ -> q)
            q.coq_Qden))
    q.coq_Qnum

(** val qup : Big_int_Z.big_int -> coq_Q -> coq_Q **)

let qup prec q =
  coq_Qopp (qdown prec (coq_Qopp q))

(** val exact : coq_Q -> interval **)

let exact q =
  { lower = q; upper = q }

(** val rounded : Big_int_Z.big_int -> coq_Q -> coq_Q -> interval **)

let rounded prec l u =
  { lower = (qdown prec l); upper = (qup prec u) }

(** val iround : Big_int_Z.big_int -> interval -> interval **)

let iround prec i =
  rounded prec i.lower i.upper

(** val iadd : Big_int_Z.big_int -> interval -> interval -> interval **)

let iadd prec i j =
  rounded prec (coq_Qplus i.lower j.lower) (coq_Qplus i.upper j.upper)

(** val iopp : interval -> interval **)

let iopp i =
  { lower = (coq_Qopp i.upper); upper = (coq_Qopp i.lower) }

(** val isub : Big_int_Z.big_int -> interval -> interval -> interval **)

let isub prec i j =
  iadd prec i (iopp j)

(** val imul : Big_int_Z.big_int -> interval -> interval -> interval **)

let imul prec i j =
  let a = i.lower in
  let b = i.upper in
  let c = j.lower in
  let d = j.upper in
  if qneg a
  then if qneg c
       then let ac = coq_Qmult a c in
            let ad = coq_Qmult a d in
            let bc = coq_Qmult b c in
            let bd = coq_Qmult b d in
            rounded prec (qmin (qmin ac ad) (qmin bc bd))
              (qmax (qmax ac ad) (qmax bc bd))
       else rounded prec (coq_Qmult a d)
              (if qneg b then coq_Qmult b c else coq_Qmult b d)
  else if qneg c
       then rounded prec (coq_Qmult b c)
              (if qneg d then coq_Qmult a d else coq_Qmult b d)
       else rounded prec (coq_Qmult a c) (coq_Qmult b d)

(** val isqr : Big_int_Z.big_int -> interval -> interval **)

let isqr prec i =
  let a = coq_Qmult i.lower i.lower in
  let b = coq_Qmult i.upper i.upper in
  if qneg i.lower
  then if qneg i.upper
       then rounded prec b a
       else { lower = { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
              Big_int_Z.unit_big_int }; upper = (qup prec (qmax a b)) }
  else rounded prec a b

(** val ipower_pos :
    Big_int_Z.big_int -> interval -> Big_int_Z.big_int -> interval **)

let rec ipower_pos prec i n =
  (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
    (fun n0 -> imul prec i (isqr prec (ipower_pos prec i n0)))
    (fun n0 -> isqr prec (ipower_pos prec i n0))
    (fun _ -> i)
    n

(** val ipower :
    Big_int_Z.big_int -> interval -> Big_int_Z.big_int -> interval **)

let ipower prec i n =
  (fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
    (fun _ ->
    exact { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int })
    (fun n0 -> ipower_pos prec i n0)
    n

(** val iinv : Big_int_Z.big_int -> interval -> interval option **)

let iinv prec i =
  if (||) (qpos i.lower) (qneg i.upper)
  then Some (rounded prec (coq_Qinv i.upper) (coq_Qinv i.lower))
  else None

(** val isum : Big_int_Z.big_int -> interval list -> interval **)

let isum prec l =
  fold_right (iadd prec)
    (exact { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
      Big_int_Z.unit_big_int }) l

(** val iproduct : Big_int_Z.big_int -> interval list -> interval **)

let iproduct prec l =
  fold_right (imul prec)
    (exact { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
      Big_int_Z.unit_big_int }) l

(** val is_positive : interval -> bool **)

let is_positive i =
  qpos i.lower

(** val is_negative : interval -> bool **)

let is_negative i =
  qneg i.upper

(** val excludes_zero : interval -> bool **)

let excludes_zero i =
  (||) (is_positive i) (is_negative i)

(** val imeet : interval -> interval -> interval **)

let imeet i j =
  { lower = (qmax i.lower j.lower); upper = (qmin i.upper j.upper) }

(** val iwiden : Big_int_Z.big_int -> interval -> coq_Q -> interval **)

let iwiden prec i r =
  rounded prec (coq_Qminus i.lower r) (coq_Qplus i.upper r)

(** val qover : coq_Q -> Big_int_Z.big_int -> coq_Q **)

let qover q k =
  { coq_Qnum = q.coq_Qnum; coq_Qden = (Pos.mul q.coq_Qden k) }
