open Ascii
open BinInt
open BinNat
open Datatypes
open List

type json =
| JNull
| JBool of bool
| JInt of Big_int_Z.big_int
| JString of char list
| JList of json list
| JObject of (char list * json) list

type 'a trie =
| Empty
| Node of 'a option * 'a trie * 'a trie

val lookup : bool list -> 'a1 trie -> 'a1 option

val insert : bool list -> 'a1 -> 'a1 trie -> 'a1 trie

val bits : char list -> bool list

val distinct_by : ('a1 -> bool list) -> unit trie -> 'a1 list -> bool

val distinct : char list list -> bool

val digit : char -> Big_int_Z.big_int option

val at_most : Big_int_Z.big_int -> 'a1 list -> bool

module Machine :
 sig
  type frame =
  | Entries of json list
  | Members of (char list * json) list
  | Member of (char list * json) list * char list

  type mode =
  | Begin of bool
  | BeginKey of bool
  | Colon of char list
  | After
  | Done of json
  | Text of bool * char list
  | Escape of bool * char list
  | Hex of bool * char list * int * Big_int_Z.big_int
  | Bytes of bool * char list * Big_int_Z.big_int * Big_int_Z.big_int * int
  | Number of bool * Big_int_Z.big_int * Big_int_Z.big_int
  | Word of char list * json

  type state = { in_mode : mode; coq_open : frame list;
                 depth : Big_int_Z.big_int }

  val in_mode : state -> mode

  val coq_open : state -> frame list

  val depth : state -> Big_int_Z.big_int

  val coq_MAX_NESTING : Big_int_Z.big_int

  val coq_MAX_DIGITS : Big_int_Z.big_int

  val coq_MAX_KEY : Big_int_Z.big_int

  val tab : char

  val newline : char

  val carriage_return : char

  val quote : char

  val is_white : char -> bool

  val hexadecimal : char -> Big_int_Z.big_int option

  val onto : char list -> char list -> char list

  val state_in : mode -> state -> state

  val put : json -> frame list -> Big_int_Z.big_int -> state option

  val close_list : state -> state option

  val close_object : state -> state option

  val end_text : bool -> char list -> state -> state option

  val end_number :
    bool -> Big_int_Z.big_int -> Big_int_Z.big_int -> state -> state option

  val open_frame : frame -> mode -> state -> state option

  val begin_value : char -> state -> state option

  val between : char -> state -> state option

  val in_text : bool -> char list -> char -> state -> state option

  val escaped : char -> char option

  val utf8 : Big_int_Z.big_int -> char list -> char list

  val step : char -> state -> state option

  val finish : state -> json option

  val run : char list -> state -> json option
 end

val parse : char list -> json option
