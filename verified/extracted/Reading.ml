open Ascii
open BinInt
open BinNat
open BinPos
open Datatypes
open DecimalString
open Definitions
open Json
open List
open Nat
open QArith_base
open Qreduction
open String
open Syntax

(** val all_onto :
    ('a1 -> 'a2 option) -> 'a2 list -> 'a1 list -> 'a2 list option **)

let rec all_onto f read = function
| [] -> Some (rev_append read [])
| a :: l0 ->
  (match f a with
   | Some b -> all_onto f (b :: read) l0
   | None -> None)

(** val all : ('a1 -> 'a2 option) -> 'a1 list -> 'a2 list option **)

let all f l =
  all_onto f [] l

(** val read_list : (json -> 'a1 option) -> json -> 'a1 list option **)

let read_list f = function
| JList l -> all f l
| _ -> None

(** val read_string : json -> char list option **)

let read_string = function
| JString s -> Some s
| _ -> None

(** val is_empty : 'a1 list -> bool **)

let is_empty = function
| [] -> true
| _ :: _ -> false

(** val count_from : Big_int_Z.big_int -> 'a1 list -> Big_int_Z.big_int **)

let rec count_from n = function
| [] -> n
| _ :: l0 -> count_from (N.succ n) l0

(** val count : 'a1 list -> Big_int_Z.big_int **)

let count l =
  count_from Big_int_Z.zero_big_int l

(** val among : char list -> char list list -> bool **)

let among s l =
  existsb (eqb s) l

type coq_object = (char list * json) list

(** val member : char list -> coq_object -> json option **)

let rec member key = function
| [] -> None
| p :: o0 -> let (k, v) = p in if eqb k key then Some v else member key o0

(** val holds : char list -> coq_object -> bool **)

let holds key o =
  match member key o with
  | Some _ -> true
  | None -> false

(** val read_object :
    char list list -> char list list -> json -> coq_object option **)

let read_object required optional = function
| JObject o ->
  if forallb (fun key -> holds key o) required
  then if forallb (fun m ->
            (||) (among (fst m) required) (among (fst m) optional)) o
       then Some o
       else None
  else None
| _ -> None

(** val read_optional :
    char list -> (json -> 'a1 option) -> 'a1 -> coq_object -> 'a1 option **)

let read_optional key f default o =
  match member key o with
  | Some j -> f j
  | None -> Some default

(** val is_letter : char -> bool **)

let is_letter c =
  let n = coq_N_of_ascii c in
  (||)
    ((||)
      ((&&)
        (N.leb
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
          (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
          (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))) n)
        (N.leb n (Big_int_Z.mult_int_big_int 2
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          (Big_int_Z.mult_int_big_int 2
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))))))))
      ((&&)
        (N.leb
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
          (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          Big_int_Z.unit_big_int)))))) n)
        (N.leb n (Big_int_Z.mult_int_big_int 2
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          (Big_int_Z.mult_int_big_int 2
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
          Big_int_Z.unit_big_int)))))))))
    (N.eqb n
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))))

(** val is_digit : char -> bool **)

let is_digit c =
  match digit c with
  | Some _ -> true
  | None -> false

(** val is_tail : Big_int_Z.big_int -> char list -> bool **)

let rec is_tail most = function
| [] -> true
| c::s0 ->
  (&&)
    ((&&) (N.ltb Big_int_Z.zero_big_int most)
      ((||) (is_letter c) (is_digit c))) (is_tail (N.pred most) s0)

(** val is_identifier : char list -> bool **)

let is_identifier = function
| [] -> false
| c::s0 ->
  (&&) (is_letter c)
    (is_tail
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      Big_int_Z.unit_big_int))))))) s0)

(** val print_Z : Big_int_Z.big_int -> char list **)

let print_Z z =
  NilZero.string_of_int (Z.to_int z)

(** val print_Q : coq_Q -> char list **)

let print_Q q =
  let r = coq_Qred q in
  if Pos.eqb r.coq_Qden Big_int_Z.unit_big_int
  then print_Z r.coq_Qnum
  else append (print_Z r.coq_Qnum) ('/'::(print_Z r.coq_Qden))

(** val cut : char list -> char list * char list option **)

let rec cut = function
| [] -> ([], None)
| c::s0 ->
  if (=) c '/' then ([], (Some s0)) else let (a, b) = cut s0 in ((c::a), b)

(** val is_short : Big_int_Z.big_int -> char list -> bool **)

let rec is_short most = function
| [] -> true
| _::s0 ->
  (&&) (N.ltb Big_int_Z.zero_big_int most) (is_short (N.pred most) s0)

(** val coq_MAX_LITERAL : Big_int_Z.big_int **)

let coq_MAX_LITERAL =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))))))))))

(** val without_sign : char list -> char list **)

let without_sign s = match s with
| [] -> s
| c::r -> if (=) c '-' then r else s

(** val spelled : char list -> coq_Q -> coq_Q option **)

let spelled s q =
  let r = coq_Qred q in if eqb (print_Q r) s then Some r else None

(** val read_rational : char list -> coq_Q option **)

let read_rational s =
  if is_short
       (N.add
         (N.mul (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
           coq_MAX_LITERAL) (Big_int_Z.mult_int_big_int 2
         Big_int_Z.unit_big_int)) s
  then let (a, b) = cut s in
       if is_short coq_MAX_LITERAL (without_sign a)
       then (match NilZero.int_of_string a with
             | Some n ->
               (match b with
                | Some b0 ->
                  if is_short coq_MAX_LITERAL b0
                  then (match NilZero.uint_of_string b0 with
                        | Some d ->
                          ((fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
                             (fun _ -> None)
                             (fun d0 ->
                             spelled s { coq_Qnum = (Z.of_int n); coq_Qden =
                               d0 })
                             (N.of_uint d))
                        | None -> None)
                  else None
                | None -> spelled s (inject_Z (Z.of_int n)))
             | None -> None)
       else None
  else None

(** val read_number : json -> coq_Q option **)

let read_number j =
  match read_string j with
  | Some s -> read_rational s
  | None -> None

(** val coq_MAX_DEPTH : int **)

let coq_MAX_DEPTH =
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
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ (Stdlib.Int.succ
    0)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))

(** val below : int -> int **)

let below steps =
  sub (Stdlib.Int.succ coq_MAX_DEPTH) steps

(** val read_integer : json -> Big_int_Z.big_int option **)

let read_integer = function
| JInt z -> Some z
| _ -> None

(** val read_end : json -> Big_int_Z.big_int option option **)

let read_end = function
| JNull -> Some None
| JInt z -> Some (Some z)
| _ -> None

(** val read_subscript : json -> subscript option **)

let read_subscript = function
| JInt z -> Some (At z)
| JString s -> if eqb s ('.'::('.'::('.'::[]))) then Some Dots else None
| JList l ->
  (match l with
   | [] -> None
   | j0 :: l0 ->
     (match j0 with
      | JString s ->
        (match l0 with
         | [] -> None
         | a :: l1 ->
           (match l1 with
            | [] -> None
            | b :: l2 ->
              (match l2 with
               | [] ->
                 if eqb s ('s'::('l'::('i'::('c'::('e'::[])))))
                 then (match read_end a with
                       | Some a0 ->
                         (match read_end b with
                          | Some b0 -> Some (Range (a0, b0, None))
                          | None -> None)
                       | None -> None)
                 else None
               | j1 :: l3 ->
                 (match j1 with
                  | JInt c ->
                    (match l3 with
                     | [] ->
                       if eqb s ('s'::('l'::('i'::('c'::('e'::[])))))
                       then if negb (Z.eqb c Big_int_Z.zero_big_int)
                            then (match read_end a with
                                  | Some a0 ->
                                    (match read_end b with
                                     | Some b0 ->
                                       Some (Range (a0, b0, (Some c)))
                                     | None -> None)
                                  | None -> None)
                            else None
                       else None
                     | _ :: _ -> None)
                  | _ -> None))))
      | _ -> None))
| _ -> None

(** val is_dots : subscript -> bool **)

let is_dots = function
| Dots -> true
| _ -> false

(** val read_subscripts : json list -> subscript list option **)

let read_subscripts l =
  match all read_subscript l with
  | Some l0 ->
    if N.leb (count (filter is_dots l0)) Big_int_Z.unit_big_int
    then if negb (is_empty l0) then Some l0 else None
    else None
  | None -> None

(** val read_option :
    (char list * json) -> (char list * option_value) option **)

let read_option = function
| (key, j) ->
  (match j with
   | JNull -> Some (key, ONone)
   | JBool b -> Some (key, (OFlag b))
   | JInt z -> Some (key, (OInt z))
   | JList l ->
     (match all read_integer l with
      | Some l0 -> Some (key, (OInts l0))
      | None -> None)
   | _ -> None)

(** val split_options : json list -> (json list * options) option **)

let split_options l =
  match rev_append l [] with
  | [] -> Some (l, [])
  | j :: r ->
    (match j with
     | JObject o ->
       if negb (is_empty o)
       then (match all read_option o with
             | Some o0 -> Some ((rev_append r []), o0)
             | None -> None)
       else None
     | _ -> Some (l, []))

(** val read_term : int -> json -> term option **)

let rec read_term fuel j =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> None)
    (fun fuel0 ->
    let read = read_term fuel0 in
    (match j with
     | JString s ->
       if is_identifier s
       then Some (Name s)
       else (match read_rational s with
             | Some q -> Some (Literal q)
             | None -> None)
     | JList l ->
       (match l with
        | [] -> None
        | j0 :: operands ->
          (match j0 with
           | JString operation ->
             let is = eqb operation in
             if (||) (is ('+'::[])) (is ('*'::[]))
             then (match operands with
                   | [] -> None
                   | _ :: l0 ->
                     (match l0 with
                      | [] -> None
                      | _ :: _ ->
                        (match all read operands with
                         | Some l1 ->
                           Some (if is ('+'::[]) then Sum l1 else Product l1)
                         | None -> None)))
             else if is ('n'::('e'::('g'::[])))
                  then (match operands with
                        | [] -> None
                        | a :: l0 ->
                          (match l0 with
                           | [] ->
                             (match read a with
                              | Some a0 -> Some (Opposite a0)
                              | None -> None)
                           | _ :: _ -> None))
                  else if is ('/'::[])
                       then (match operands with
                             | [] -> None
                             | a :: l0 ->
                               (match l0 with
                                | [] -> None
                                | b :: l1 ->
                                  (match l1 with
                                   | [] ->
                                     (match read a with
                                      | Some a0 ->
                                        (match read b with
                                         | Some b0 -> Some (Quotient (a0, b0))
                                         | None -> None)
                                      | None -> None)
                                   | _ :: _ -> None)))
                       else if is ('*'::('*'::[]))
                            then (match operands with
                                  | [] -> None
                                  | a :: l0 ->
                                    (match l0 with
                                     | [] -> None
                                     | j1 :: l1 ->
                                       (match j1 with
                                        | JInt n ->
                                          (match l1 with
                                           | [] ->
                                             (match read a with
                                              | Some a0 ->
                                                Some (Power (a0, n))
                                              | None -> None)
                                           | _ :: _ -> None)
                                        | _ -> None)))
                            else if is ('@'::[])
                                 then (match operands with
                                       | [] -> None
                                       | a :: l0 ->
                                         (match l0 with
                                          | [] -> None
                                          | b :: l1 ->
                                            (match l1 with
                                             | [] ->
                                               (match read a with
                                                | Some a0 ->
                                                  (match read b with
                                                   | Some b0 ->
                                                     Some (Matmul (a0, b0))
                                                   | None -> None)
                                                | None -> None)
                                             | _ :: _ -> None)))
                                 else if is ('T'::[])
                                      then (match operands with
                                            | [] -> None
                                            | a :: l0 ->
                                              (match l0 with
                                               | [] ->
                                                 (match read a with
                                                  | Some a0 ->
                                                    Some (Transpose a0)
                                                  | None -> None)
                                               | _ :: _ -> None))
                                      else if is
                                                ('i'::('n'::('d'::('e'::('x'::[])))))
                                           then (match operands with
                                                 | [] -> None
                                                 | a :: l0 ->
                                                   (match read a with
                                                    | Some a0 ->
                                                      (match read_subscripts
                                                               l0 with
                                                       | Some l1 ->
                                                         Some (Index (a0, l1))
                                                       | None -> None)
                                                    | None -> None))
                                           else if is
                                                     ('l'::('i'::('s'::('t'::[]))))
                                                then (match operands with
                                                      | [] -> None
                                                      | _ :: _ ->
                                                        (match all read
                                                                 operands with
                                                         | Some l0 ->
                                                           Some (Stack l0)
                                                         | None -> None))
                                                else if is
                                                          ('s'::('u'::('m'::[])))
                                                     then (match split_options
                                                                   operands with
                                                           | Some p ->
                                                             let (l0, o) = p
                                                             in
                                                             (match l0 with
                                                              | [] -> None
                                                              | a :: l1 ->
                                                                (match l1 with
                                                                 | [] ->
                                                                   (match 
                                                                    read a with
                                                                    | Some a0 ->
                                                                    Some
                                                                    (Apply
                                                                    (('s'::('u'::('m'::[]))),
                                                                    (a0 :: []),
                                                                    o))
                                                                    | None ->
                                                                    None)
                                                                 | _ :: _ ->
                                                                   None))
                                                           | None -> None)
                                                     else if is
                                                               ('e'::('i'::('n'::('s'::('u'::('m'::[]))))))
                                                          then (match operands with
                                                                | [] -> None
                                                                | j1 :: l0 ->
                                                                  (match j1 with
                                                                   | JString letters ->
                                                                    (match l0 with
                                                                    | [] ->
                                                                    None
                                                                    | a :: l1 ->
                                                                    (match 
                                                                    all read
                                                                    (a :: l1) with
                                                                    | Some l2 ->
                                                                    Some
                                                                    (Einsum
                                                                    (letters,
                                                                    l2))
                                                                    | None ->
                                                                    None))
                                                                   | _ -> None))
                                                          else if is
                                                                    ('c'::('a'::('l'::('l'::[]))))
                                                               then (match operands with
                                                                    | [] ->
                                                                    None
                                                                    | j1 :: l0 ->
                                                                    (match j1 with
                                                                    | JString f ->
                                                                    if 
                                                                    negb
                                                                    (eqb f
                                                                    ('s'::('u'::('m'::[]))))
                                                                    then 
                                                                    (match 
                                                                    split_options
                                                                    l0 with
                                                                    | Some p ->
                                                                    (match 
                                                                    all read
                                                                    (fst p) with
                                                                    | Some l1 ->
                                                                    Some
                                                                    (Apply
                                                                    (f, l1,
                                                                    (snd p)))
                                                                    | None ->
                                                                    None)
                                                                    | None ->
                                                                    None)
                                                                    else None
                                                                    | _ ->
                                                                    None))
                                                               else None
           | _ -> None))
     | _ -> None))
    fuel

(** val read_relation : json -> relation option **)

let read_relation = function
| JString s ->
  if eqb s ('='::[])
  then Some Equal
  else if eqb s ('!'::('='::[]))
       then Some NotZero
       else if eqb s ('>'::[])
            then Some Positive
            else if eqb s ('<'::[]) then Some Negative else None
| _ -> None

(** val read_comparison : int -> json -> comparison_of_terms option **)

let read_comparison steps = function
| JList l ->
  (match l with
   | [] -> None
   | a :: l0 ->
     (match l0 with
      | [] -> None
      | r :: l1 ->
        (match l1 with
         | [] -> None
         | b :: l2 ->
           (match l2 with
            | [] ->
              (match read_relation r with
               | Some r0 ->
                 (match read_term (below (Stdlib.Int.succ steps)) a with
                  | Some a0 ->
                    (match read_term (below (Stdlib.Int.succ steps)) b with
                     | Some b0 -> Some ((a0, r0), b0)
                     | None -> None)
                  | None -> None)
               | None -> None)
            | _ :: _ -> None))))
| _ -> None

(** val read_condition : int -> json -> comparison_of_terms option **)

let read_condition steps j =
  match read_comparison steps j with
  | Some c ->
    let (p, _) = c in
    let (_, r) = p in (match r with
                       | Equal -> None
                       | _ -> Some c)
  | None -> None

(** val coq_MAX_SCALARS : Big_int_Z.big_int **)

let coq_MAX_SCALARS =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))))))))))))))))))

(** val coq_MAX_DIMENSIONS : Big_int_Z.big_int **)

let coq_MAX_DIMENSIONS =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))

(** val read_size : json -> Big_int_Z.big_int option **)

let read_size = function
| JInt z ->
  ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
     (fun _ -> None)
     (fun p -> if N.leb p coq_MAX_SCALARS then Some p else None)
     (fun _ -> None)
     z)
| _ -> None

(** val size : Big_int_Z.big_int list -> Big_int_Z.big_int **)

let size shape =
  fold_right N.mul Big_int_Z.unit_big_int shape

(** val scalars : declaration list -> Big_int_Z.big_int **)

let scalars l =
  fold_left (fun n d -> N.add n (size (snd d))) l Big_int_Z.zero_big_int

(** val read_declaration : json -> declaration option **)

let read_declaration = function
| JList l ->
  (match l with
   | [] -> None
   | j0 :: l0 ->
     (match j0 with
      | JString name ->
        (match l0 with
         | [] -> None
         | j1 :: l1 ->
           (match j1 with
            | JList shape ->
              (match l1 with
               | [] ->
                 if is_identifier name
                 then if negb (eqb name ('p'::('i'::[])))
                      then if at_most coq_MAX_DIMENSIONS shape
                           then (match all read_size shape with
                                 | Some shape0 -> Some (name, shape0)
                                 | None -> None)
                           else None
                      else None
                 else None
               | _ :: _ -> None)
            | _ -> None))
      | _ -> None))
| _ -> None

(** val read_declarations : json -> declaration list option **)

let read_declarations j =
  match read_list read_declaration j with
  | Some l -> if N.leb (scalars l) coq_MAX_SCALARS then Some l else None
  | None -> None

(** val print_N : Big_int_Z.big_int -> char list **)

let print_N n =
  NilZero.string_of_uint (N.to_uint n)

(** val coordinates :
    Big_int_Z.big_int list -> Big_int_Z.big_int -> char list -> char list **)

let rec coordinates shape_reversed entry written =
  match shape_reversed with
  | [] -> written
  | n :: shape ->
    let here = append (print_N (N.modulo entry n)) written in
    (match shape with
     | [] -> here
     | _ :: _ -> coordinates shape (N.div entry n) (','::here))

(** val scalar_name :
    char list -> Big_int_Z.big_int list -> Big_int_Z.big_int -> char list **)

let scalar_name name shape entry =
  match shape with
  | [] -> name
  | _ :: _ ->
    append name ('['::(coordinates (rev_append shape []) entry (']'::[])))

(** val scalar_names : declaration list -> char list list **)

let scalar_names l =
  fold_right (fun d names ->
    snd
      (N.iter (size (snd d)) (fun p ->
        let e = N.pred (fst p) in
        (e, ((scalar_name (fst d) (snd d) e) :: (snd p)))) ((size (snd d)),
        names))) [] l

(** val read_fact : json -> fact option **)

let read_fact = function
| JString s ->
  if eqb s ('e'::('v'::('e'::('n'::[]))))
  then Some Even
  else if eqb s ('o'::('d'::('d'::[])))
       then Some Odd
       else if eqb s
                 ('z'::('e'::('r'::('o'::('_'::('a'::('t'::('_'::('z'::('e'::('r'::('o'::[]))))))))))))
            then Some ZeroAtZero
            else None
| _ -> None

(** val read_facts : json -> fact list option **)

let read_facts j =
  match read_list read_fact j with
  | Some l ->
    (match l with
     | [] -> Some l
     | f :: l0 ->
       (match f with
        | Even ->
          (match l0 with
           | [] -> Some l
           | f0 :: l1 ->
             (match f0 with
              | Even -> None
              | Odd ->
                (match l1 with
                 | [] -> Some l
                 | f1 :: l2 ->
                   (match f1 with
                    | ZeroAtZero ->
                      (match l2 with
                       | [] -> Some l
                       | _ :: _ -> None)
                    | _ -> None))
              | ZeroAtZero -> (match l1 with
                               | [] -> Some l
                               | _ :: _ -> None)))
        | Odd ->
          (match l0 with
           | [] -> Some l
           | f0 :: l1 ->
             (match f0 with
              | ZeroAtZero -> (match l1 with
                               | [] -> Some l
                               | _ :: _ -> None)
              | _ -> None))
        | ZeroAtZero -> (match l0 with
                         | [] -> Some l
                         | _ :: _ -> None)))
  | None -> None

(** val read_function :
    (char list * json) -> (char list * fact list) option **)

let read_function m =
  if is_identifier (fst m)
  then if negb (among (fst m) reserved)
       then (match read_facts (snd m) with
             | Some l -> Some ((fst m), l)
             | None -> None)
       else None
  else None

(** val read_functions : json -> (char list * fact list) list option **)

let read_functions = function
| JObject o -> all read_function o
| _ -> None

(** val read_let : json -> (char list * term) option **)

let read_let = function
| JList l ->
  (match l with
   | [] -> None
   | j0 :: l0 ->
     (match j0 with
      | JString name ->
        (match l0 with
         | [] -> None
         | j1 :: l1 ->
           (match l1 with
            | [] ->
              if is_identifier name
              then if negb (eqb name ('p'::('i'::[])))
                   then (match read_term
                                 (below (Stdlib.Int.succ (Stdlib.Int.succ
                                   (Stdlib.Int.succ (Stdlib.Int.succ
                                   (Stdlib.Int.succ 0)))))) j1 with
                         | Some t -> Some (name, t)
                         | None -> None)
                   else None
              else None
            | _ :: _ -> None))
      | _ -> None))
| _ -> None

(** val read_count : json -> Big_int_Z.big_int option **)

let read_count = function
| JInt z -> if Z.leb Big_int_Z.zero_big_int z then Some (Z.to_N z) else None
| _ -> None

(** val read_outputs_of_member : json -> Big_int_Z.big_int list option **)

let read_outputs_of_member j = match j with
| JList l -> all read_count l
| _ -> (match read_count j with
        | Some n -> Some (n :: [])
        | None -> None)

(** val coq_MAX_SYMMETRIC : Big_int_Z.big_int **)

let coq_MAX_SYMMETRIC =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int)))))))))))))

(** val is_few :
    Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int -> 'a1 list
    -> bool **)

let rec is_few n i c = function
| [] -> N.leb c coq_MAX_SYMMETRIC
| _ :: l0 ->
  (&&) (N.leb c coq_MAX_SYMMETRIC)
    (let i0 = N.succ i in is_few n i0 (N.div (N.mul c (N.add n i0)) i0) l0)

(** val read_block : json -> Big_int_Z.big_int list list option **)

let read_block j =
  match read_list read_outputs_of_member j with
  | Some l ->
    (match l with
     | [] -> None
     | first :: l0 ->
       (match l0 with
        | [] -> None
        | _ :: _ ->
          if negb (is_empty first)
          then if forallb (fun m -> N.eqb (count m) (count first)) l
               then if is_few (count first) Big_int_Z.zero_big_int
                         Big_int_Z.unit_big_int l
                    then Some l
                    else None
               else None
          else None))
  | None -> None

(** val bits_of_positive : Big_int_Z.big_int -> bool list **)

let rec bits_of_positive p =
  (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
    (fun p0 -> true :: (bits_of_positive p0))
    (fun p0 -> false :: (bits_of_positive p0))
    (fun _ -> [])
    p

(** val read_symmetric : json -> Big_int_Z.big_int list list list option **)

let read_symmetric j =
  match read_list read_block j with
  | Some l ->
    if distinct_by (fun n -> bits_of_positive (N.succ_pos n)) Empty
         (concat (concat l))
    then Some l
    else None
  | None -> None

(** val read_rate : json -> (term * coq_Q) option **)

let read_rate = function
| JList l ->
  (match l with
   | [] -> None
   | t :: l0 ->
     (match l0 with
      | [] -> None
      | r :: l1 ->
        (match l1 with
         | [] ->
           (match read_number r with
            | Some r0 ->
              if Z.ltb Big_int_Z.zero_big_int r0.coq_Qnum
              then (match read_term
                            (below (Stdlib.Int.succ (Stdlib.Int.succ
                              (Stdlib.Int.succ (Stdlib.Int.succ
                              (Stdlib.Int.succ 0)))))) t with
                    | Some t0 -> Some (t0, r0)
                    | None -> None)
              else None
            | None -> None)
         | _ :: _ -> None)))
| _ -> None

(** val tabled : coq_object -> json trie **)

let tabled o =
  fold_left (fun t m -> insert (bits (fst m)) (snd m) t) o Empty

(** val read_row : Big_int_Z.big_int -> json -> coq_object option **)

let read_row n = function
| JObject o -> if N.eqb (count o) n then Some o else None
| _ -> None

(** val read_datum : char list list -> coq_object -> coq_Q list option **)

let read_datum names o =
  let t = tabled o in
  all (fun name ->
    match lookup (bits name) t with
    | Some j -> read_number j
    | None -> None) names

(** val read_data : declaration list -> json -> coq_Q list list option **)

let read_data inputs0 j =
  match read_list (read_row (scalars inputs0)) j with
  | Some rows ->
    if negb (is_empty rows)
    then let names = scalar_names inputs0 in all (read_datum names) rows
    else None
  | None -> None

(** val read_family : Big_int_Z.big_int -> coq_object -> family option **)

let read_family parameters0 o =
  if holds ('f'::('i'::('e'::('l'::('d'::('s'::[])))))) o
  then if N.eqb (count o) (Big_int_Z.mult_int_big_int 2
            Big_int_Z.unit_big_int)
       then (match read_optional ('f'::('i'::('e'::('l'::('d'::('s'::[]))))))
                     (read_list
                       (read_list
                         (read_term
                           (below (Stdlib.Int.succ (Stdlib.Int.succ
                             (Stdlib.Int.succ (Stdlib.Int.succ
                             (Stdlib.Int.succ 0))))))))) [] o with
             | Some l ->
               if negb (is_empty l)
               then if forallb (fun f -> N.eqb (count f) parameters0) l
                    then Some (OfFields l)
                    else None
               else None
             | None -> None)
       else None
  else (match read_optional ('l'::('e'::('t'::[]))) (read_list read_let) [] o with
        | Some lets ->
          (match read_optional
                   ('o'::('u'::('t'::('p'::('u'::('t'::('s'::[])))))))
                   (read_list
                     (read_term
                       (below (Stdlib.Int.succ (Stdlib.Int.succ
                         (Stdlib.Int.succ (Stdlib.Int.succ 0))))))) [] o with
           | Some outputs ->
             if negb (is_empty outputs)
             then (match read_optional
                           ('s'::('y'::('m'::('m'::('e'::('t'::('r'::('i'::('c'::('_'::('o'::('u'::('t'::('p'::('u'::('t'::('s'::[])))))))))))))))))
                           read_symmetric [] o with
                   | Some symmetric ->
                     Some (OfOutputs (lets, outputs, symmetric))
                   | None -> None)
             else None
           | None -> None)
        | None -> None)

(** val names_of_family : family -> char list list **)

let names_of_family = function
| OfOutputs (lets, _, _) -> map fst lets
| OfFields _ -> []

(** val names_of_model : model -> char list list **)

let names_of_model m =
  app (map fst m.functions) (app (map fst m.parameters) (map fst m.inputs))

(** val read_model : json -> model option **)

let read_model j =
  match read_object
          (('p'::('a'::('r'::('a'::('m'::('e'::('t'::('e'::('r'::('s'::[])))))))))) :: [])
          (('d'::('a'::('t'::('a'::[])))) :: (('f'::('i'::('e'::('l'::('d'::('s'::[])))))) :: (('f'::('r'::('o'::('z'::('e'::('n'::[])))))) :: (('f'::('u'::('n'::('c'::('t'::('i'::('o'::('n'::('s'::[]))))))))) :: (('i'::('n'::('p'::('u'::('t'::('s'::[])))))) :: (('i'::('n'::('p'::('u'::('t'::('s'::('_'::('w'::('h'::('e'::('r'::('e'::[])))))))))))) :: (('l'::('e'::('t'::[]))) :: (('o'::('u'::('t'::('p'::('u'::('t'::('s'::[]))))))) :: (('r'::('a'::('t'::('e'::('s'::[]))))) :: (('s'::('y'::('m'::('m'::('e'::('t'::('r'::('i'::('c'::('_'::('o'::('u'::('t'::('p'::('u'::('t'::('s'::[]))))))))))))))))) :: []))))))))))
          j with
  | Some o ->
    (match read_optional
             ('f'::('u'::('n'::('c'::('t'::('i'::('o'::('n'::('s'::[])))))))))
             read_functions [] o with
     | Some functions0 ->
       (match read_optional
                ('p'::('a'::('r'::('a'::('m'::('e'::('t'::('e'::('r'::('s'::[]))))))))))
                read_declarations [] o with
        | Some parameters0 ->
          (match read_optional ('i'::('n'::('p'::('u'::('t'::('s'::[]))))))
                   read_declarations [] o with
           | Some inputs0 ->
             (match read_family (scalars parameters0) o with
              | Some family0 ->
                (match read_optional
                         ('f'::('r'::('o'::('z'::('e'::('n'::[]))))))
                         (read_list
                           (read_term
                             (below (Stdlib.Int.succ (Stdlib.Int.succ
                               (Stdlib.Int.succ (Stdlib.Int.succ 0))))))) [] o with
                 | Some frozen0 ->
                   (match read_optional ('r'::('a'::('t'::('e'::('s'::[])))))
                            (read_list read_rate) [] o with
                    | Some rates0 ->
                      (match read_optional
                               ('i'::('n'::('p'::('u'::('t'::('s'::('_'::('w'::('h'::('e'::('r'::('e'::[]))))))))))))
                               (read_list
                                 (read_comparison (Stdlib.Int.succ
                                   (Stdlib.Int.succ (Stdlib.Int.succ
                                   (Stdlib.Int.succ 0)))))) [] o with
                       | Some inputs_where0 ->
                         if (||) (is_empty inputs_where0)
                              (negb (holds ('d'::('a'::('t'::('a'::[])))) o))
                         then (match read_optional
                                       ('d'::('a'::('t'::('a'::[]))))
                                       (fun j0 ->
                                       match read_data inputs0 j0 with
                                       | Some l -> Some (Some l)
                                       | None -> None) None o with
                               | Some data0 ->
                                 let m = { functions = functions0;
                                   parameters = parameters0; inputs =
                                   inputs0; of_family = family0; frozen =
                                   frozen0; rates = rates0; inputs_where =
                                   inputs_where0; data = data0 }
                                 in
                                 if distinct
                                      (app (names_of_family family0)
                                        (names_of_model m))
                                 then Some m
                                 else None
                               | None -> None)
                         else None
                       | None -> None)
                    | None -> None)
                 | None -> None)
              | None -> None)
           | None -> None)
        | None -> None)
     | None -> None)
  | None -> None

(** val read_equation : int -> json -> (term * term) option **)

let read_equation steps = function
| JList l ->
  (match l with
   | [] -> None
   | a :: l0 ->
     (match l0 with
      | [] -> None
      | b :: l1 ->
        (match l1 with
         | [] ->
           (match read_term (below (Stdlib.Int.succ steps)) a with
            | Some a0 ->
              (match read_term (below (Stdlib.Int.succ steps)) b with
               | Some b0 -> Some (a0, b0)
               | None -> None)
            | None -> None)
         | _ :: _ -> None)))
| _ -> None

(** val read_candidate : model -> int -> json -> candidate option **)

let read_candidate m steps j =
  match read_object []
          (('c'::('o'::('n'::('s'::('t'::('a'::('n'::('t'::('s'::[]))))))))) :: (('e'::('q'::('u'::('a'::('t'::('i'::('o'::('n'::('s'::[]))))))))) :: (('f'::('i'::('x'::('e'::('d'::('_'::('b'::('y'::[])))))))) :: (('w'::('h'::('e'::('r'::('e'::[]))))) :: []))))
          j with
  | Some o ->
    (match read_optional
             ('c'::('o'::('n'::('s'::('t'::('a'::('n'::('t'::('s'::[])))))))))
             read_declarations [] o with
     | Some constants0 ->
       if distinct (app (map fst constants0) (names_of_model m))
       then (match member
                     ('e'::('q'::('u'::('a'::('t'::('i'::('o'::('n'::('s'::[])))))))))
                     o with
             | Some j0 ->
               (match member
                        ('f'::('i'::('x'::('e'::('d'::('_'::('b'::('y'::[]))))))))
                        o with
                | Some _ -> None
                | None ->
                  (match read_list
                           (read_equation
                             (add (Stdlib.Int.succ (Stdlib.Int.succ 0)) steps))
                           j0 with
                   | Some l ->
                     let of0 = Equations l in
                     (match read_optional
                              ('w'::('h'::('e'::('r'::('e'::[])))))
                              (read_list
                                (read_condition
                                  (add (Stdlib.Int.succ (Stdlib.Int.succ 0))
                                    steps))) [] o with
                      | Some where_0 ->
                        Some { constants = constants0; of_equations = of0;
                          where_ = where_0 }
                      | None -> None)
                   | None -> None))
             | None ->
               (match member
                        ('f'::('i'::('x'::('e'::('d'::('_'::('b'::('y'::[]))))))))
                        o with
                | Some j0 ->
                  if is_empty constants0
                  then (match read_list
                                (read_list
                                  (read_equation
                                    (add (Stdlib.Int.succ (Stdlib.Int.succ
                                      (Stdlib.Int.succ 0))) steps))) j0 with
                        | Some l ->
                          let of0 = FixedBy l in
                          (match read_optional
                                   ('w'::('h'::('e'::('r'::('e'::[])))))
                                   (read_list
                                     (read_condition
                                       (add (Stdlib.Int.succ (Stdlib.Int.succ
                                         0)) steps))) [] o with
                           | Some where_0 ->
                             Some { constants = constants0; of_equations =
                               of0; where_ = where_0 }
                           | None -> None)
                        | None -> None)
                  else None
                | None -> None))
       else None
     | None -> None)
  | None -> None

(** val read_set : model -> int -> json -> set_ option **)

let rec read_set m steps j = match j with
| JObject l ->
  (match l with
   | [] ->
     (match read_candidate m steps j with
      | Some c -> Some (Candidate c)
      | None -> None)
   | p :: l0 ->
     let (key, j0) = p in
     (match j0 with
      | JList l1 ->
        (match l1 with
         | [] ->
           (match read_candidate m steps j with
            | Some c -> Some (Candidate c)
            | None -> None)
         | a :: l2 ->
           (match l2 with
            | [] ->
              (match read_candidate m steps j with
               | Some c -> Some (Candidate c)
               | None -> None)
            | b :: l3 ->
              (match l3 with
               | [] ->
                 (match l0 with
                  | [] ->
                    if eqb key
                         ('d'::('i'::('f'::('f'::('e'::('r'::('e'::('n'::('c'::('e'::[]))))))))))
                    then (match read_set m
                                  (add (Stdlib.Int.succ (Stdlib.Int.succ 0))
                                    steps) a with
                          | Some a0 ->
                            (match read_set m
                                     (add (Stdlib.Int.succ (Stdlib.Int.succ
                                       0)) steps) b with
                             | Some b0 -> Some (Difference (a0, b0))
                             | None -> None)
                          | None -> None)
                    else (match read_candidate m steps j with
                          | Some c -> Some (Candidate c)
                          | None -> None)
                  | _ :: _ ->
                    (match read_candidate m steps j with
                     | Some c -> Some (Candidate c)
                     | None -> None))
               | _ :: _ ->
                 (match read_candidate m steps j with
                  | Some c -> Some (Candidate c)
                  | None -> None))))
      | _ ->
        (match read_candidate m steps j with
         | Some c -> Some (Candidate c)
         | None -> None)))
| _ ->
  (match read_candidate m steps j with
   | Some c -> Some (Candidate c)
   | None -> None)

(** val verdict_of : json -> char list option **)

let verdict_of = function
| JObject o ->
  (match member ('v'::('e'::('r'::('d'::('i'::('c'::('t'::[]))))))) o with
   | Some j ->
     (match j with
      | JString s ->
        if among s
             (('c'::('e'::('r'::('t'::('i'::('f'::('i'::('e'::('d'::[]))))))))) :: (('r'::('e'::('f'::('u'::('t'::('e'::('d'::[]))))))) :: (('c'::('o'::('r'::('e'::[])))) :: (('r'::('e'::('d'::('u'::('c'::('e'::('d'::[]))))))) :: (('o'::('r'::('b'::('i'::('t'::[]))))) :: (('l'::('a'::('w'::('s'::[])))) :: []))))))
        then Some s
        else None
      | _ -> None)
   | None -> None)
| _ -> None

(** val read_manifold_of :
    json -> (char list * Big_int_Z.big_int option) option **)

let read_manifold_of j =
  match read_object (('s'::('t'::('a'::('t'::('u'::('s'::[])))))) :: [])
          (('d'::('i'::('m'::('e'::('n'::('s'::('i'::('o'::('n'::[]))))))))) :: [])
          j with
  | Some o ->
    (match member ('s'::('t'::('a'::('t'::('u'::('s'::[])))))) o with
     | Some j0 ->
       (match j0 with
        | JString s ->
          (match member
                   ('d'::('i'::('m'::('e'::('n'::('s'::('i'::('o'::('n'::[])))))))))
                   o with
           | Some d ->
             if among s
                  (('e'::('m'::('b'::('e'::('d'::('d'::('e'::('d'::[])))))))) :: (('r'::('e'::('g'::('u'::('l'::('a'::('r'::(' '::('l'::('o'::('c'::('u'::('s'::[]))))))))))))) :: []))
             then (match read_count d with
                   | Some d0 -> Some (s, (Some d0))
                   | None -> None)
             else None
           | None ->
             if eqb s ('e'::('m'::('p'::('t'::('y'::[])))))
             then Some (s, None)
             else None)
        | _ -> None)
     | None -> None)
  | None -> None

(** val read_manifold :
    json -> (char list * Big_int_Z.big_int option) option option **)

let read_manifold = function
| JObject o ->
  read_optional ('m'::('a'::('n'::('i'::('f'::('o'::('l'::('d'::[]))))))))
    (fun j ->
    match read_manifold_of j with
    | Some m -> Some (Some m)
    | None -> None) None o
| _ -> None

(** val read_claim : json -> claim option **)

let read_claim j =
  match read_object
          (('c'::('a'::('n'::('d'::('i'::('d'::('a'::('t'::('e'::[]))))))))) :: (('m'::('o'::('d'::('e'::('l'::[]))))) :: (('v'::('e'::('r'::('d'::('i'::('c'::('t'::[]))))))) :: [])))
          (('m'::('a'::('n'::('i'::('f'::('o'::('l'::('d'::[])))))))) :: []) j with
  | Some o ->
    (match verdict_of j with
     | Some verdict ->
       if eqb verdict
            ('c'::('e'::('r'::('t'::('i'::('f'::('i'::('e'::('d'::[])))))))))
       then let v = Certified in
            (match member ('m'::('o'::('d'::('e'::('l'::[]))))) o with
             | Some model0 ->
               (match read_model model0 with
                | Some m ->
                  (match read_manifold j with
                   | Some manifold ->
                     if match v with
                        | Certified ->
                          (match manifold with
                           | Some p ->
                             let (_, o0) = p in
                             (match o0 with
                              | Some d -> N.leb d (scalars m.parameters)
                              | None -> true)
                           | None -> true)
                        | Refuted ->
                          (match manifold with
                           | Some _ -> false
                           | None -> true)
                     then (match member
                                   ('c'::('a'::('n'::('d'::('i'::('d'::('a'::('t'::('e'::[])))))))))
                                   o with
                           | Some candidate0 ->
                             (match read_set m (Stdlib.Int.succ
                                      (Stdlib.Int.succ 0)) candidate0 with
                              | Some s ->
                                (match v with
                                 | Certified ->
                                   Some { of_model = m; of_set = s;
                                     of_verdict = v }
                                 | Refuted ->
                                   (match s with
                                    | Candidate _ ->
                                      Some { of_model = m; of_set = s;
                                        of_verdict = v }
                                    | Difference (_, _) -> None))
                              | None -> None)
                           | None -> None)
                     else None
                   | None -> None)
                | None -> None)
             | None -> None)
       else if eqb verdict ('r'::('e'::('f'::('u'::('t'::('e'::('d'::[])))))))
            then let v = Refuted in
                 (match member ('m'::('o'::('d'::('e'::('l'::[]))))) o with
                  | Some model0 ->
                    (match read_model model0 with
                     | Some m ->
                       (match read_manifold j with
                        | Some manifold ->
                          if match v with
                             | Certified ->
                               (match manifold with
                                | Some p ->
                                  let (_, o0) = p in
                                  (match o0 with
                                   | Some d -> N.leb d (scalars m.parameters)
                                   | None -> true)
                                | None -> true)
                             | Refuted ->
                               (match manifold with
                                | Some _ -> false
                                | None -> true)
                          then (match member
                                        ('c'::('a'::('n'::('d'::('i'::('d'::('a'::('t'::('e'::[])))))))))
                                        o with
                                | Some candidate0 ->
                                  (match read_set m (Stdlib.Int.succ
                                           (Stdlib.Int.succ 0)) candidate0 with
                                   | Some s ->
                                     (match v with
                                      | Certified ->
                                        Some { of_model = m; of_set = s;
                                          of_verdict = v }
                                      | Refuted ->
                                        (match s with
                                         | Candidate _ ->
                                           Some { of_model = m; of_set = s;
                                             of_verdict = v }
                                         | Difference (_, _) -> None))
                                   | None -> None)
                                | None -> None)
                          else None
                        | None -> None)
                     | None -> None)
                  | None -> None)
            else None
     | None -> None)
  | None -> None

type certificate = { claim_written : json; evidence : json;
                     assumptions : char list list; claim_digest : char list;
                     evidence_digest : char list }

(** val read_parts : json -> certificate option **)

let read_parts j =
  match read_object
          (('a'::('b'::('o'::('u'::('t'::[]))))) :: (('a'::('s'::('s'::('u'::('m'::('p'::('t'::('i'::('o'::('n'::('s'::[]))))))))))) :: (('c'::('e'::('r'::('t'::('s'::('i'::('m'::[]))))))) :: (('c'::('l'::('a'::('i'::('m'::[]))))) :: (('d'::('i'::('g'::('e'::('s'::('t'::('s'::[]))))))) :: (('e'::('v'::('i'::('d'::('e'::('n'::('c'::('e'::[])))))))) :: []))))))
          [] j with
  | Some o ->
    (match member ('c'::('e'::('r'::('t'::('s'::('i'::('m'::[]))))))) o with
     | Some format ->
       (match format with
        | JInt z ->
          ((fun fO fp fn z -> let s = Big_int_Z.sign_big_int z in
  if s = 0 then fO () else if s > 0 then fp z
  else fn (Big_int_Z.minus_big_int z))
             (fun _ -> None)
             (fun p ->
             (fun f2p1 f2p f1 p ->
  if Big_int_Z.is_int_big_int p then
    let n = Big_int_Z.int_of_big_int p in
    if n <= 1 then f1 () else
    let q = Big_int_Z.big_int_of_int (n lsr 1) in
    if n land 1 = 0 then f2p q else f2p1 q
  else
    let (q,r) = Big_int_Z.quomod_big_int p (Big_int_Z.big_int_of_int 2) in
    if Big_int_Z.eq_big_int r Big_int_Z.zero_big_int then f2p q else f2p1 q)
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
                 (fun _ -> None)
                 (fun _ -> None)
                 (fun _ ->
                 match member ('a'::('b'::('o'::('u'::('t'::[]))))) o with
                 | Some about ->
                   (match read_object
                            (('c'::('a'::('n'::('d'::('i'::('d'::('a'::('t'::('e'::[]))))))))) :: (('m'::('o'::('d'::('e'::('l'::[]))))) :: []))
                            [] about with
                    | Some about0 ->
                      (match all (fun m -> read_string (snd m)) about0 with
                       | Some _ ->
                         (match read_optional
                                  ('a'::('s'::('s'::('u'::('m'::('p'::('t'::('i'::('o'::('n'::('s'::[])))))))))))
                                  (read_list read_string) [] o with
                          | Some assumptions0 ->
                            (match member
                                     ('d'::('i'::('g'::('e'::('s'::('t'::('s'::[])))))))
                                     o with
                             | Some digests ->
                               (match read_object
                                        (('c'::('l'::('a'::('i'::('m'::[]))))) :: (('e'::('v'::('i'::('d'::('e'::('n'::('c'::('e'::[])))))))) :: []))
                                        [] digests with
                                | Some digests0 ->
                                  (match read_optional
                                           ('c'::('l'::('a'::('i'::('m'::[])))))
                                           read_string [] digests0 with
                                   | Some of_claim ->
                                     (match read_optional
                                              ('e'::('v'::('i'::('d'::('e'::('n'::('c'::('e'::[]))))))))
                                              read_string [] digests0 with
                                      | Some of_evidence ->
                                        (match member
                                                 ('c'::('l'::('a'::('i'::('m'::[])))))
                                                 o with
                                         | Some claim0 ->
                                           (match member
                                                    ('e'::('v'::('i'::('d'::('e'::('n'::('c'::('e'::[]))))))))
                                                    o with
                                            | Some evidence0 ->
                                              Some { claim_written = claim0;
                                                evidence = evidence0;
                                                assumptions = assumptions0;
                                                claim_digest = of_claim;
                                                evidence_digest =
                                                of_evidence }
                                            | None -> None)
                                         | None -> None)
                                      | None -> None)
                                   | None -> None)
                                | None -> None)
                             | None -> None)
                          | None -> None)
                       | None -> None)
                    | None -> None)
                 | None -> None)
                 p0)
               (fun _ -> None)
               (fun _ -> None)
               p)
             (fun _ -> None)
             z)
        | _ -> None)
     | None -> None)
  | None -> None

(** val read_certificate : json -> (claim * json) option **)

let read_certificate j =
  match read_parts j with
  | Some c ->
    (match read_claim c.claim_written with
     | Some claim0 -> Some (claim0, c.evidence)
     | None -> None)
  | None -> None

(** val is_of_pi : char list -> bool **)

let is_of_pi s =
  (||) (eqb s ('p'::('i'::[])))
    (eqb s ('g'::('e'::('l'::('u'::('_'::('t'::('a'::('n'::('h'::[]))))))))))

(** val mentions_pi_term : term -> bool **)

let rec mentions_pi_term = function
| Name s -> is_of_pi s
| Literal _ -> false
| Sum l -> existsb mentions_pi_term l
| Product l -> existsb mentions_pi_term l
| Opposite a -> mentions_pi_term a
| Quotient (a, b) -> (||) (mentions_pi_term a) (mentions_pi_term b)
| Power (a, _) -> mentions_pi_term a
| Matmul (a, b) -> (||) (mentions_pi_term a) (mentions_pi_term b)
| Transpose a -> mentions_pi_term a
| Index (a, _) -> mentions_pi_term a
| Stack l -> existsb mentions_pi_term l
| Einsum (letters, l) -> (||) (is_of_pi letters) (existsb mentions_pi_term l)
| Apply (f, l, o) ->
  (||) ((||) (is_of_pi f) (existsb mentions_pi_term l))
    (existsb (fun p -> match snd p with
                       | OName s -> is_of_pi s
                       | _ -> false) o)

(** val mentions_pi_comparison : comparison_of_terms -> bool **)

let mentions_pi_comparison = function
| (p, b) -> let (a, _) = p in (||) (mentions_pi_term a) (mentions_pi_term b)

(** val mentions_pi_equation : (term * term) -> bool **)

let mentions_pi_equation e =
  (||) (mentions_pi_term (fst e)) (mentions_pi_term (snd e))

(** val mentions_pi_declarations : declaration list -> bool **)

let mentions_pi_declarations l =
  existsb (fun d -> is_of_pi (fst d)) l

(** val mentions_pi_model : model -> bool **)

let mentions_pi_model m =
  (||)
    ((||)
      ((||)
        ((||)
          ((||) (mentions_pi_declarations m.parameters)
            (mentions_pi_declarations m.inputs))
          (match m.of_family with
           | OfOutputs (lets, outputs, _) ->
             (||)
               (existsb (fun p ->
                 (||) (is_of_pi (fst p)) (mentions_pi_term (snd p))) lets)
               (existsb mentions_pi_term outputs)
           | OfFields l -> existsb (existsb mentions_pi_term) l))
        (existsb mentions_pi_term m.frozen))
      (existsb (fun p -> mentions_pi_term (fst p)) m.rates))
    (existsb mentions_pi_comparison m.inputs_where)

(** val mentions_pi_candidate : candidate -> bool **)

let mentions_pi_candidate c =
  (||)
    ((||) (mentions_pi_declarations c.constants)
      (match c.of_equations with
       | Equations l -> existsb mentions_pi_equation l
       | FixedBy l -> existsb (existsb mentions_pi_equation) l))
    (existsb mentions_pi_comparison c.where_)

(** val mentions_pi_set : set_ -> bool **)

let rec mentions_pi_set = function
| Candidate c -> mentions_pi_candidate c
| Difference (a, b) -> (||) (mentions_pi_set a) (mentions_pi_set b)

(** val mentions_pi : claim -> bool **)

let mentions_pi c =
  (||) (mentions_pi_model c.of_model) (mentions_pi_set c.of_set)
