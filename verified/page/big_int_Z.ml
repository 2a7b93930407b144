(* The integers of Zarith, for the page: those of its functions that the checker calls, under Zarith's names. What they
   do is in integers.js. *)

type big_int

external init : unit -> unit = "integer_init"

let () = init ()

external big_int_of_int : int -> big_int = "%identity"
external is_int_big_int : big_int -> bool = "integer_fits"
external to_int : big_int -> int = "integer_to_int"
external string_of_big_int : big_int -> string = "integer_print"
external big_int_of_string : string -> big_int = "integer_parse"
external sign_big_int : big_int -> int = "integer_sign"
external compare_big_int : big_int -> big_int -> int = "integer_compare"
external eq_big_int : big_int -> big_int -> bool = "integer_equal"
external add_big_int : big_int -> big_int -> big_int = "integer_add"
external sub_big_int : big_int -> big_int -> big_int = "integer_sub"
external mult_big_int : big_int -> big_int -> big_int = "integer_mul"
external quomod_big_int : big_int -> big_int -> big_int * big_int = "integer_divide"
external gcd_big_int : big_int -> big_int -> big_int = "integer_gcd"
external sqrt_big_int : big_int -> big_int = "integer_sqrt"
external and_big_int : big_int -> big_int -> big_int = "integer_and"
external shift_left_big_int : big_int -> int -> big_int = "integer_shift_left"
external shift_right_big_int : big_int -> int -> big_int = "integer_shift_right"

let zero_big_int = big_int_of_int 0
let unit_big_int = big_int_of_int 1
let int_of_big_int x = if is_int_big_int x then to_int x else failwith "int_of_big_int"
let le_big_int x y = compare_big_int x y <= 0
let lt_big_int x y = compare_big_int x y < 0
let ge_big_int x y = compare_big_int x y >= 0
let max_big_int x y = if ge_big_int x y then x else y
let min_big_int x y = if le_big_int x y then x else y
let minus_big_int x = sub_big_int zero_big_int x
let abs_big_int x = if sign_big_int x < 0 then minus_big_int x else x
let succ_big_int x = add_big_int x unit_big_int
let pred_big_int x = sub_big_int x unit_big_int
let add_int_big_int n x = add_big_int (big_int_of_int n) x
let mult_int_big_int n x = mult_big_int (big_int_of_int n) x
let div_big_int x y = fst (quomod_big_int x y)
let mod_big_int x y = snd (quomod_big_int x y)
