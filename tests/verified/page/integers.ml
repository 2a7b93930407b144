(* Every function of Zarith that the checker calls, on numbers around the sizes where they are held otherwise: what this prints
   is the same with Zarith and in a page. *)

open Big_int_Z

let print = string_of_big_int
let two = big_int_of_int 2
let rec power n = if n = 0 then unit_big_int else mult_big_int two (power (n - 1))

let numbers =
  let around n = List.concat_map (fun d -> [ add_int_big_int d n; add_int_big_int d (minus_big_int n) ]) [ -1; 0; 1 ] in
  let sizes = List.map power [ 15; 26; 27; 29; 30; 31; 32; 52; 53; 54; 62; 63; 64; 106; 127; 200 ] in
  let others = [ "3"; "7"; "10"; "94906265"; "94906267"; "6004799503160661"; "100000000000000000000"; "12157665459056928801" ] in
  let small = [ zero_big_int; unit_big_int; two ] in
  small @ List.map minus_big_int small @ List.concat_map around sizes
  @ List.concat_map (fun s -> let n = big_int_of_string s in [ n; minus_big_int n ]) others

let or_none f = match f () with text -> text | exception Division_by_zero -> "none" | exception Invalid_argument _ -> "none"
let holds b = if b then "1" else "0"

let one x =
  let half n = if Sys.int_size = 32 then n / 2 else n in
  let fits = le_big_int (big_int_of_int (half min_int)) x && le_big_int x (big_int_of_int (half max_int)) in
  let same = if fits then eq_big_int (big_int_of_int (int_of_big_int x)) x else (match int_of_big_int x with _ -> false | exception Failure _ -> true) in
  [ print x; string_of_int (sign_big_int x); print (minus_big_int x); print (abs_big_int x); print (succ_big_int x);
    print (pred_big_int x); string_of_int (Z.numbits x); or_none (fun () -> print (sqrt_big_int x));
    print (big_int_of_string (print (abs_big_int x))); holds (is_int_big_int x = fits); holds same;
    holds (Hashtbl.hash x = Hashtbl.hash (sub_big_int (add_big_int x (power 70)) (power 70))) ]
  @ List.concat_map (fun n -> [ print (mult_int_big_int n x); print (add_int_big_int n x) ]) [ 0; 2; -1; 1073741823 ]
  @ List.concat_map (fun n -> [ or_none (fun () -> print (shift_left_big_int x n)); or_none (fun () -> print (shift_right_big_int x n)) ])
      [ 0; 1; 22; 53; 64; 100; -1 ]

let pair x y =
  let q, r = match quomod_big_int x y with q, r -> (print q, print r) | exception Division_by_zero -> ("none", "none") in
  [ print (add_big_int x y); print (sub_big_int x y); print (mult_big_int x y); q; r;
    or_none (fun () -> print (div_big_int x y)); or_none (fun () -> print (mod_big_int x y)); print (gcd_big_int x y);
    print (and_big_int x y); print (max_big_int x y); print (min_big_int x y); string_of_int (compare_big_int x y);
    holds (eq_big_int x y); holds (le_big_int x y); holds (lt_big_int x y); holds (ge_big_int x y);
    (* What is computed is equal for OCaml as well. *)
    string_of_int (compare x y); holds (x = y); string_of_int (compare [ (x, 1) ] [ (y, 0) ]);
    holds (sub_big_int (add_big_int x y) y = x); holds (compare (mult_big_int x y) (mult_big_int y x) = 0) ]

let () =
  let say fields = print_endline (String.concat " " fields) in
  List.iter (fun x -> say (one x)) numbers;
  List.iter (fun x -> List.iter (fun y -> say (pair x y)) numbers) numbers
