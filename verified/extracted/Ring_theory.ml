
(** val pow_pos : ('a1 -> 'a1 -> 'a1) -> 'a1 -> Big_int_Z.big_int -> 'a1 **)

let rec pow_pos rmul x i =
  (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
    (fun i0 -> let p = pow_pos rmul x i0 in rmul x (rmul p p))
    (fun i0 -> let p = pow_pos rmul x i0 in rmul p p)
    (fun _ -> x)
    i
