"""What is found and masked in a child's words, and what must stay readable.

The lines are invented; numbers in them belong to nobody that is known.
"""

import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import bot
from bot.directory import Directory
from bot.privacy import MASK, Privacy
from bot.words import read_yaml
from errors import InvalidContent

CONTENT = Path(bot.__file__).parent / "content"
_EVERY = 4

DETAILS: list[tuple[str, list[tuple[str, str]]]] = [
    # a pupil's number before its word, a village of the north
    ("40217 ค่ะ เลขประจำตัวหนู", [("student_id", "40217")]),
    ("20391 is my student id", [("student_id", "20391")]),
    ("ประจำตัว 31844 ห้อง 5 ค่ะ", [("student_id", "31844")]),
    ("หนูอยู่บ้านแม่จันหลวง หมู่ 2 ค่ะ", [("address", "บ้านแม่จันหลวง หมู่ 2")]),
    ("บ้านแม่แดดน้อย หมู่ที่ 3 ขึ้นเขาไปอีก", [("address", "บ้านแม่แดดน้อย หมู่ที่ 3")]),
    # phones
    ("เบอร์หนู 081-234-5678 โทรมานะ", [("phone", "081-234-5678")]),
    ("โทรหาหนูที่0812345678ได้เลย", [("phone", "0812345678")]),
    ("เบอร์ ๐๘๑ ๒๓๔ ๕๖๗๘ นะพี่", [("phone", "๐๘๑ ๒๓๔ ๕๖๗๘")]),
    ("ติดต่อ๐๘๙๑๒๓๔๕๖๗ค่ะ", [("phone", "๐๘๙๑๒๓๔๕๖๗")]),
    ("089.123.4567", [("phone", "089.123.4567")]),
    ("0 8 1 2 3 4 5 6 7 8", [("phone", "0 8 1 2 3 4 5 6 7 8")]),
    ("+66 81 234 5678", [("phone", "+66 81 234 5678")]),
    ("+66812345678ค่ะ", [("phone", "+66812345678")]),
    ("66812345678", [("phone", "66812345678")]),
    ("(081) 234-5678", [("phone", "(081) 234-5678")]),
    ("บ้านเบอร์ 02-345-6789", [("phone", "02-345-6789")]),
    ("โทรบ้าน 053 123 456", [("phone", "053 123 456")]),
    ("my number is 0812345678", [("phone", "0812345678")]),
    ("call me at 081 234 5678 tonight", [("phone", "081 234 5678")]),
    ("whatsapp +44 7700 900123", [("phone", "+44 7700 900123")]),
    ("call +1 (415) 555-2671 pls", [("phone", "+1 (415) 555-2671")]),
    ("ศูนย์แปดหนึ่งสองสามสี่ห้าหกเจ็ดแปด", [("phone", "ศูนย์แปดหนึ่งสองสามสี่ห้าหกเจ็ดแปด")]),
    ("เบอร์ ศูนย์ แปด หนึ่ง 2345678", [("phone", "ศูนย์ แปด หนึ่ง 2345678")]),
    (
        "zero eight one two three four five six seven eight",
        [("phone", "zero eight one two three four five six seven eight")],
    ),
    ("081 แล้วก็ 234 แล้วก็ 5678", [("phone", "081 แล้วก็ 234 แล้วก็ 5678")]),
    ("081 then 2345678", [("phone", "081 then 2345678")]),
    ("08\u200b1234\u200b5678", [("phone", "08\u200b1234\u200b5678")]),
    ("๐๘๑-234-๕๖๗๘", [("phone", "๐๘๑-234-๕๖๗๘")]),
    ("0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", [("phone", "0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8")]),
    ("０８１２３４５６７８", [("phone", "０８１２３４５６７８")]),
    ("เบอร์แม่ 0812345678 เบอร์พ่อ 0898765432", [("phone", "0812345678"), ("phone", "0898765432")]),
    ("พร้อมเพย์ 0812345678 โอนมา", [("phone", "0812345678")]),
    ("tel:0812345678", [("phone", "0812345678")]),
    (
        "eight one, double two, three four five six seven, call zero eight one, double two, three four five six",
        [("phone", "zero eight one, double two, three four five six")],
    ),
    # names without a list
    ("พี่บอมเบที่อยู่ซอยเดียวกัน", [("person_name", "บอมเบ")]),
    ("ครูสมหมายดุมาก", [("person_name", "สมหมาย")]),
    ("ผมต้นกล้าครับ อายุ 13", [("person_name", "ต้นกล้า")]),
    ("ชื่อจริง ธนกร ใจงามดี ครับ", [("person_name", "ธนกร ใจงามดี")]),
    ("hi, beamie here", [("person_name", "beamie")]),
    ("i'm Pangpond, grade 8", [("person_name", "Pangpond")]),
    ("my ex Jaokhun wont stop", [("person_name", "Jaokhun")]),
    ("ศุภเดชเมาอีกแล้ว ตะคอกใส่แม่", [("person_name", "ศุภเดช")]),
    ("ห้องข้าง ๆ มีจิราพรอยู่", [("person_name", "จิราพร")]),
    ("วุฒิชัยเอารูปหนูไปลง", [("person_name", "วุฒิชัย")]),
    ("ใบเฟิร์นเองค่ะ กลับมาแล้ว", [("person_name", "ใบเฟิร์น")]),
    # plates with their province in short, or known by the make of the motorbike
    ("กระบะดำ ผฉ 771 รย ขับตาม", [("vehicle_plate", "ผฉ 771 รย")]),
    ("the plate was 2กณ 4190 พท i think", [("vehicle_plate", "2กณ 4190 พท")]),
    ("เวฟเขียว ฉฉท 204 วนหน้าบ้าน", [("vehicle_plate", "ฉฉท 204")]),
    # a pupil's number told a sentence later, and players' tags and second numbers
    ("ครูเอาเลขประจำตัวนักเรียนหนูไปติดบอร์ด ทุกคนเห็นหมด 48210", [("student_id", "48210")]),
    ("my student number is on the class wall. 55103. why", [("student_id", "55103")]),
    ("im no. 771204 in this school", [("student_id", "771204")]),
    ("stu num 40917 pls", [("student_id", "40917")]),
    ("add me #8VQ20PLYC", [("game_id", "#8VQ20PLYC")]),
    ("my clash tag is #q29ab71x", [("game_id", "#q29ab71x")]),
    ("uid 812009341 กะ 712009342", [("game_id", "812009341"), ("game_id", "712009342")]),
    ("ไอดี 771002934 (3021) มาตี้กัน", [("handle", "771002934 (3021)")]),
    # birthdays that are told with the days until then, and what a paper says
    ("วันเกิดหนูอีก 4 วัน 7 พฤษภา ไม่มีใครจำได้", [("birth_date", "7 พฤษภา")]),
    ("my birthday is in 3 days, may 4", [("birth_date", "may 4")]),
    ("ในสูติบัตรเขียนว่า 3/9/54", [("birth_date", "3/9/54")]),
    # drawn out, full, or in small letters without a list
    ("เพื่อนชื่อปุ้ยยย น่ารัก", [("person_name", "ปุ้ยยย")]),
    ("ชื่อจริง ชญตว์ธร วิเศษสุขชัย ค่ะ", [("person_name", "ชญตว์ธร วิเศษสุขชัย")]),
    ("อิข้าวตังกับอิฟ้าใสมันแกล้งหนู", [("person_name", "ข้าวตัง"), ("person_name", "ฟ้าใส")]),
    ("ไอ่กัปตันห้อง 2 เอากระเป๋าไป", [("person_name", "กัปตัน")]),
    ("my friend kae won't come to school", [("person_name", "kae")]),
    ("he goes by kru tum and he texts me", [("person_name", "tum")]),
    ("ask for mimi please", [("person_name", "mimi")]),
    ("hi im suki, 13", [("person_name", "suki")]),
    ("namkaeng told everyone", [("person_name", "namkaeng")]),
    # links and phones as they are said
    ("มันส่ง free-gems จุดคอม มา", [("url", "free-gems จุดคอม")]),
    ("its at sad-page dot carrd dot co", [("url", "sad-page dot carrd dot co")]),
    ("see tiktok . com/@noone_x", [("url", "tiktok . com/@noone_x")]),
    ("โทร 02-111-2233 ต่อ 15 นะ", [("phone", "02-111-2233 ต่อ 15")]),
    ("เบอร์ 081-xxx-5678", [("phone", "081-xxx-5678")]),
    # addresses in parts
    ("บ้านอยู่ 99 ม.9 ต.ในฝัน อ.ในฝัน", [("address", "99 ม.9 ต.ในฝัน อ.ในฝัน")]),
    ("หนูอยู่หอชายดาว ตึก 9 ห้อง 999", [("address", "หอชายดาว ตึก 9 ห้อง 999")]),
    ("มาที่99/9 ซ.นิทาน 5 ถ.จำลอง ต.ในฝัน", [("address", "99/9 ซ.นิทาน 5 ถ.จำลอง ต.ในฝัน")]),
    (
        "we stay at Cloud Dormitory, 9th floor, room 909",
        [("address", "Cloud Dormitory, 9th floor, room 909")],
    ),
    (
        "send it to 77 Moo 5, Tambon Nong Sai, Amphoe Mueang",
        [("address", "77 Moo 5, Tambon Nong Sai, Amphoe Mueang")],
    ),
    ("at Palm Pool Villas no. 9 again", [("address", "Palm Pool Villas no. 9")]),
    ("dorm 2 room 31 at phaiboon hall, pls", [("address", "dorm 2 room 31 at phaiboon hall")]),
    (
        "we are at 31/2 moo 6 tambon nong kae noi, he comes at night",
        [("address", "31/2 moo 6 tambon nong kae noi")],
    ),
    ("8 moo 2 ban don kai, khlong sam bon", [("address", "8 moo 2 ban don kai, khlong sam bon")]),
    ("its 19 Soi Chang Phueak Noi, Suthep Rd", [("address", "19 Soi Chang Phueak Noi, Suthep Rd")]),
    ("อยู่ 5/1 ม.2 ต.ท่าดี อ.ลานสกา นครศรี", [("address", "5/1 ม.2 ต.ท่าดี อ.ลานสกา นครศรี")]),
    ("บ้านน้าอยู่ ม.4 ต.นาดี ใกล้วัด", [("address", "ม.4 ต.นาดี ใกล้วัด")]),
    ("อยู่ ต.ในเมือง อ.เมือง ค่ะ", [("address", "ต.ในเมือง อ.เมือง")]),
    # accounts by form
    ("i am ghostboi#1234 there", [("handle", "ghostboi#1234")]),
    ("he made me add mr-kind-0000 on line", [("line_id", "mr-kind-0000")]),
    ("mail pim dot test at gmail dot com", [("email", "pim dot test at gmail dot com")]),
    # national ids
    ("เลขบัตร 1-1018-00123-45-6", [("national_id", "1-1018-00123-45-6")]),
    ("บัตรประชาชนหนู1101800123456ค่ะ", [("national_id", "1101800123456")]),
    ("๑๑๐๑๘๐๐๑๒๓๔๕๖", [("national_id", "๑๑๐๑๘๐๐๑๒๓๔๕๖")]),
    ("เขาขอเลข 1 1018 00123 45 6", [("national_id", "1 1018 00123 45 6")]),
    ("my id card 1101700230705", [("national_id", "1101700230705")]),
    # e-mail
    ("mint.bee@example.com", [("email", "mint.bee@example.com")]),
    ("อีเมลหนูmint08@example.co.thนะ", [("email", "mint08@example.co.th")]),
    ("เมล mint08@gmail", [("email", "mint08@gmail")]),
    ("mint08 at gmail dot com", [("email", "mint08 at gmail dot com")]),
    ("mint08แอทgmailดอทcom", [("email", "mint08แอทgmailดอทcom")]),
    ("Mint_B+x@Example.ORG.", [("email", "Mint_B+x@Example.ORG")]),
    ("mint(at)hotmail.com", [("email", "mint(at)hotmail.com")]),
    # LINE ids
    ("ไอดีไลน์ mint_bee99", [("line_id", "mint_bee99")]),
    ("ไอดีไลน์หนูคือ mintbee", [("line_id", "mintbee")]),
    ("แอดไลน์mint.bee มานะ", [("line_id", "mint.bee")]),
    ("line id: mint_bee", [("line_id", "mint_bee")]),
    ("my line id is mintbee", [("line_id", "mintbee")]),
    ("Line : mint99x", [("line_id", "mint99x")]),
    ("add line mint-bee ka", [("line_id", "mint-bee")]),
    ("add me on line @mintbee", [("line_id", "@mintbee")]),
    ("ไลน์เรา beam_zaza", [("line_id", "beam_zaza")]),
    ("ID LINE mintty", [("line_id", "mintty")]),
    ("my line is beam2010", [("line_id", "beam2010")]),
    ("lineid mintbee", [("line_id", "mintbee")]),
    # handles
    ("ไอจี mint_bee", [("handle", "mint_bee")]),
    ("ไอจีเขาชื่อ darkk.boy", [("handle", "darkk.boy")]),
    ("ig: mintbee", [("handle", "mintbee")]),
    ("my ig is mint.bee.x", [("handle", "mint.bee.x")]),
    ("เขาใช้แอค @bad_guy77", [("handle", "@bad_guy77")]),
    ("ทักมา@mintyyนะ", [("handle", "@mintyy")]),
    ("discord mint#1234", [("handle", "mint#1234")]),
    ("tiktok @mint.dance", [("handle", "@mint.dance")]),
    ("fb: mint.suda.9", [("handle", "mint.suda.9")]),
    ("เฟสชื่อ Mint Suda", [("handle", "Mint Suda")]),
    ("telegram @someone_x", [("handle", "@someone_x")]),
    ("ทวิต mint_2009 ค่ะ", [("handle", "mint_2009")]),
    # links
    ("เขาส่ง https://t.me/abcxyz มา", [("url", "https://t.me/abcxyz")]),
    ("ดูที่http://example.com/p/1?x=2แล้วกลัว", [("url", "http://example.com/p/1?x=2")]),
    ("www.example.com/mint", [("url", "www.example.com/mint")]),
    ("instagram.com/mint.bee", [("url", "instagram.com/mint.bee")]),
    ("line.me/ti/p/~mintbee", [("url", "line.me/ti/p/~mintbee")]),
    ("discord.gg/AbC123 เข้ามา", [("url", "discord.gg/AbC123")]),
    ("bit.ly/3abcDEF.", [("url", "bit.ly/3abcDEF")]),
    ("mint-blog.com", [("url", "mint-blog.com")]),
    ("youtu.be/abc_123", [("url", "youtu.be/abc_123")]),
    (
        "https://www.facebook.com/profile.php?id=1000123",
        [("url", "https://www.facebook.com/profile.php?id=1000123")],
    ),
    # coordinates
    ("13.7563, 100.5018", [("coordinates", "13.7563, 100.5018")]),
    ("พิกัด 13.756331,100.501762 ค่ะ", [("coordinates", "13.756331,100.501762")]),
    ("lat 13.7563 long 100.5018", [("coordinates", "lat 13.7563 long 100.5018")]),
    ("อยู่ ๑๓.๗๕๖๓ ๑๐๐.๕๐๑๘", [("coordinates", "๑๓.๗๕๖๓ ๑๐๐.๕๐๑๘")]),
    ("""13°45'22.8"N 100°30'06.3"E""", [("coordinates", """13°45'22.8"N 100°30'06.3"E""")]),
    ("7P52QG4V+9J", [("coordinates", "7P52QG4V+9J")]),
    # bank accounts
    ("โอนมา 123-4-56789-0", [("bank_account", "123-4-56789-0")]),
    ("เลขบัญชี 1234567891 กสิกร", [("bank_account", "1234567891")]),
    ("กสิกร 012 3 45678 9", [("bank_account", "012 3 45678 9")]),
    ("scb 4061234567", [("bank_account", "4061234567")]),
    ("เขาให้โอนเข้าบัญชี๑๒๓๔๕๖๗๘๙๑", [("bank_account", "๑๒๓๔๕๖๗๘๙๑")]),
    ("my account number is 987 654 3210", [("bank_account", "987 654 3210")]),
    ("card 4111 1111 1111 1234", [("bank_account", "4111 1111 1111 1234")]),
    ("ออมสิน 020123456789", [("bank_account", "020123456789")]),
    # birth dates
    ("หนูเกิดวันที่ 12 มีนาคม 2555", [("birth_date", "12 มีนาคม 2555")]),
    ("เกิด 12/03/2555 ค่ะ", [("birth_date", "12/03/2555")]),
    ("วันเกิดหนู ๑๒ มี.ค. ๕๕", [("birth_date", "๑๒ มี.ค. ๕๕")]),
    ("my birthday is March 12, 2012", [("birth_date", "March 12, 2012")]),
    ("born on 12th of March 2012", [("birth_date", "12th of March 2012")]),
    ("dob 2012-03-12", [("birth_date", "2012-03-12")]),
    ("bday: 12/3/12", [("birth_date", "12/3/12")]),
    ("วันเกิดเรา 5 พฤษภา", [("birth_date", "5 พฤษภา")]),
    # student ids
    ("รหัสนักเรียน 12345", [("student_id", "12345")]),
    ("เลขประจำตัวนักเรียนหนู๔๕๖๗๘", [("student_id", "๔๕๖๗๘")]),
    ("my student id is 6412345678", [("student_id", "6412345678")]),
    ("student number: 20455", [("student_id", "20455")]),
    # plates
    ("รถเขาทะเบียน กข 1234", [("vehicle_plate", "กข 1234")]),
    ("มันขับรถ 1กข 1234 กรุงเทพ", [("vehicle_plate", "1กข 1234 กรุงเทพ")]),
    ("ป้ายทะเบียน2ขค5678", [("vehicle_plate", "2ขค5678")]),
    ("license plate abc 1234", [("vehicle_plate", "abc 1234")]),
    ("ทะเบียน ฎก ๑๒๓", [("vehicle_plate", "ฎก ๑๒๓")]),
    # game ids
    ("UID 812345678", [("game_id", "812345678")]),
    ("uid: 5512345678", [("game_id", "5512345678")]),
    ("ไอดีเกม Mint_zZ", [("game_id", "Mint_zZ")]),
    ("ชื่อในเกม xXMintXx", [("game_id", "xXMintXx")]),
    ("roblox mintzy_123", [("game_id", "mintzy_123")]),
    ("free fire id 1234567890", [("game_id", "1234567890")]),
    ("ign: mintyy", [("game_id", "mintyy")]),
    # names
    ("หนูชื่อมิ้นท์ค่ะ", [("person_name", "มิ้นท์")]),
    ("ผมชื่อบอยอยู่ ม.2", [("person_name", "บอย")]),
    ("ชื่อ สมหญิง ใจดี", [("person_name", "สมหญิง ใจดี")]),
    ("หนูชื่อเล่นว่าน้ำตาล", [("person_name", "น้ำตาล")]),
    ("ชื่อจริงหนูคือกมลชนกนะ", [("person_name", "กมลชนก")]),
    ("ชื่อของหนูคือพลอย", [("person_name", "พลอย")]),
    ("หนูชื่อน้องปันปัน", [("person_name", "ปันปัน")]),
    ("ด.ญ. มานี มีนา", [("person_name", "มานี มีนา")]),
    ("ด.ช.ธนกฤตโดนเพื่อนแกล้ง", [("person_name", "ธนกฤต")]),
    ("ครูสมชายจับตัวหนู", [("person_name", "สมชาย")]),
    ("พี่บอยขู่หนู", [("person_name", "บอย")]),
    ("เรียกหนูว่าแป้งก็ได้", [("person_name", "แป้ง")]),
    ("เพื่อนชื่อเฟิร์นอยากตาย", [("person_name", "เฟิร์น")]),
    ("เราชื่อ Mint อายุ 13", [("person_name", "Mint")]),
    ("my name is Mint", [("person_name", "Mint")]),
    ("my name is ploy and my dad hits me", [("person_name", "ploy")]),
    ("My name is Somchai Jaidee", [("person_name", "Somchai Jaidee")]),
    ("you can call me Beam", [("person_name", "Beam")]),
    ("her name is Fern, she wants to die", [("person_name", "Fern")]),
    ("I'm Mint, 13", [("person_name", "Mint")]),
    ("im Nam from Chiang Mai", [("person_name", "Nam")]),
    ("teacher Somchai touched me", [("person_name", "Somchai")]),
    ("Mr. Smith from online", [("person_name", "Smith")]),
    ("nu chue mint ka", [("person_name", "mint")]),
    ("my name is มิ้นท์", [("person_name", "มิ้นท์")]),
    ("P'Boy told me to send", [("person_name", "Boy")]),
    ("หนูชื่อสมหญิงพ่อตีหนูทุกวัน", [("person_name", "สมหญิง")]),
    # schools
    ("หนูเรียนโรงเรียนสตรีวิทยา", [("school", "โรงเรียนสตรีวิทยา")]),
    ("ร.ร.อนุบาลสุดาเพื่อนแกล้ง", [("school", "ร.ร.อนุบาลสุดา")]),
    ("อยู่โรงเรียนบ้านหนองบัวค่ะ", [("school", "โรงเรียนบ้านหนองบัว")]),
    ("เรียนที่ รร.ดอนเมืองทหารอากาศ", [("school", "รร.ดอนเมืองทหารอากาศ")]),
    ("โรงเรียนเทศบาล 4 ครูตี", [("school", "โรงเรียนเทศบาล 4")]),
    ("หนูอยู่เตรียมอุดม", [("school", "เตรียมอุดม")]),
    ("โรงเรียนวัดพระศรีอยากตาย", [("school", "โรงเรียนวัดพระศรี")]),
    ("I go to Triam Udom School", [("school", "Triam Udom School")]),
    ("i go to triam udom school", [("school", "triam udom school")]),
    ("bullied at Satit International School", [("school", "Satit International School")]),
    ("I study at Satit Chula", [("school", "Satit Chula")]),
    ("my school is Debsirin", [("school", "Debsirin")]),
    # addresses
    ("บ้านเลขที่ 12/3 หมู่ 4 ซอยสุขใจ 5", [("address", "บ้านเลขที่ 12/3 หมู่ 4 ซอยสุขใจ 5")]),
    ("อยู่ซอยลาดพร้าว 15 ค่ะ", [("address", "ซอยลาดพร้าว 15")]),
    ("ถนนสุขุมวิทใกล้ตลาด", [("address", "ถนนสุขุมวิท")]),
    ("99/12 ม.4 ต.สุเทพ อ.เมือง เชียงใหม่", [("address", "99/12 ม.4 ต.สุเทพ อ.เมือง เชียงใหม่")]),
    ("บ้านเลขที่ ๙๙ หมู่บ้านพฤกษา", [("address", "บ้านเลขที่ ๙๙ หมู่บ้านพฤกษา")]),
    ("123/4 Moo 5 Sukhumvit Road", [("address", "123/4 Moo 5 Sukhumvit Road")]),
    ("i live at soi ari 3", [("address", "soi ari 3")]),
    ("soi 11 near the shop", [("address", "soi 11")]),
    ("อยู่เขตบางรัก", [("address", "เขตบางรัก")]),
    ("เชียงใหม่ 50200", [("address", "50200")]),
    ("คอนโดลุมพินีห้อง 305", [("address", "คอนโดลุมพินีห้อง 305")]),
    # lines written after the rules, as a first held-out set
    (
        "หนูชื่อใบเตยค่ะอยู่ ป.6 โรงเรียนบ้านโคกสูง",
        [("person_name", "ใบเตย"), ("school", "โรงเรียนบ้านโคกสูง")],
    ),
    ("แม่ชื่อวิไลพรทำงานที่ตลาด", [("person_name", "วิไลพร")]),
    ("หนูชื่อกัญญาณัฐ พงศ์ประเสริฐ", [("person_name", "กัญญาณัฐ พงศ์ประเสริฐ")]),
    ("พ่อเลี้ยงชื่อวิชัยเข้ามาในห้อง", [("person_name", "วิชัย")]),
    ("หนูชื่อมิ้นท์ปล่อยคลิป", [("person_name", "มิ้นท์")]),
    ("ชื่อเล่น ปาล์มมี่", [("person_name", "ปาล์มมี่")]),
    ("เขาบอกว่าชื่อเอ็ม อายุ 25", [("person_name", "เอ็ม")]),
    ("my stepdad Wichai hits me", [("person_name", "Wichai")]),
    ("my teacher mr somchai", [("person_name", "somchai")]),
    (
        "อยู่บ้าน 45/6 ม.3 ต.บ้านเป็ด อ.เมือง จ.ขอนแก่น 40000",
        [("address", "บ้าน 45/6 ม.3 ต.บ้านเป็ด อ.เมือง จ.ขอนแก่น 40000")],
    ),
    (
        "we stay 45/6 Moo 3, Tambon Ban Pet, Amphoe Muang 40000",
        [("address", "45/6 Moo 3, Tambon Ban Pet, Amphoe Muang 40000")],
    ),
    ("im at Sunshine House room 204", [("address", "Sunshine House room 204")]),
    # accounts by their form, where apps are spoken of
    ("แอดมาได้นะ moodeng.q77", [("line_id", "moodeng.q77")]),
    ("คนนี้ sun_moon_88 ทักมาทุกวัน", [("handle", "sun_moon_88")]),
    ("do you have line? im kitten2551", [("line_id", "kitten2551")]),
    ("my mlbb id is 00123456 (2001)", [("game_id", "00123456 (2001)")]),
    # names that go on behind a listed one, in no list, or beside another
    ("ครูสมชายเดชบอกว่าไม่ผ่าน", [("person_name", "สมชายเดช")]),
    ("อาจารย์ดวงพรพรรณที่สอนเลข", [("person_name", "ดวงพรพรรณ")]),
    ("ชื่อจริงหนู ปลายฟ้า เย็นศรีทอง ค่ะ", [("person_name", "ปลายฟ้า เย็นศรีทอง")]),
    ("คนที่ล้อชื่อมิ้นท์กับพลอย", [("person_name", "มิ้นท์"), ("person_name", "พลอย")]),
    ("my real name's Kenta Mori", [("person_name", "Kenta Mori")]),
    ("สวัสดีค่ะ หนู ใบเตย ค่ะ", [("person_name", "ใบเตย")]),
    ("my name Ploypailin pls dont tell", [("person_name", "Ploypailin")]),
    ("i study at Rongrian Wat Suan", [("school", "Rongrian Wat Suan")]),
    (
        "i study at Lotus International School Bangkok",
        [("school", "Lotus International School Bangkok")],
    ),
    ("เขารู้ที่อยู่หนู 88/9 ซอยอ่อนนุช 46", [("address", "88/9 ซอยอ่อนนุช 46")]),
    ("ที่อยู่ 12 หมู่ 3", [("address", "12 หมู่ 3")]),
    ("i live at 55/7 Rama 9 Road", [("address", "55/7 Rama 9 Road")]),
    ("roblox user ploygamer22", [("game_id", "ploygamer22")]),
    ("UID genshin 812345678", [("game_id", "812345678")]),
    ("i lost 15000 baht to account 1234567890", [("bank_account", "1234567890")]),
    ("St. Joseph School", [("school", "St. Joseph School")]),
    ("เบอร์ ศูนย์เก้าห้า-หนึ่งสองสาม-สี่ห้าหกเจ็ด", [("phone", "ศูนย์เก้าห้า-หนึ่งสองสาม-สี่ห้าหกเจ็ด")]),
    # several in one line
    (
        "หนูชื่อมิ้น เบอร์ 0812345678 ไลน์ mint_99",
        [("person_name", "มิ้น"), ("phone", "0812345678"), ("line_id", "mint_99")],
    ),
    (
        "I'm Beam, 14, my line is beam_14 and ig beam.x",
        [("person_name", "Beam"), ("line_id", "beam_14"), ("handle", "beam.x")],
    ),
    (
        "ด.ญ.มานี ใจดี โรงเรียนสตรีวิทยา โทร ๐๘๑๒๓๔๕๖๗๘",
        [("person_name", "มานี ใจดี"), ("school", "โรงเรียนสตรีวิทยา"), ("phone", "๐๘๑๒๓๔๕๖๗๘")],
    ),
    # names that nothing introduces
    ("เมื่อวานเจมส์เอาโทรศัพท์หนูไป", [("person_name", "เจมส์")]),
    ("ไม่ได้คุยกับแพรวามาสามวันแล้ว", [("person_name", "แพรวา")]),
    ("เล่าให้อรทัยฟังไปแล้ว", [("person_name", "อรทัย")]),
    ("ปลื้มด่าผมทุกวัน", [("person_name", "ปลื้ม")]),
    ("แอบชอบฟ้าค่ะ", [("person_name", "ฟ้า")]),
    ("they all laugh when Marisol talks", [("person_name", "Marisol")]),
    ("Tanchanok told everyone", [("person_name", "Tanchanok")]),
    ("Zuri's brother waits outside", [("person_name", "Zuri")]),
    ("i sit with Mateo Cruz in the bus", [("person_name", "Mateo Cruz")]),
    # nicknames that are everyday words, where only a person can stand
    ("ดาวโดนเพื่อนทั้งห้องแกล้ง", [("person_name", "ดาว")]),
    ("มือถือของเมฆค่ะ", [("person_name", "เมฆ")]),
    ("หนูว่าครีมแอบถ่ายหนู", [("person_name", "ครีม")]),
    ("milk blocked me last night", [("person_name", "milk")]),
    ("candy and me broke up", [("person_name", "candy")]),
    ("pls dont tell nam", [("person_name", "nam")]),
    ("im ploysai 13 years old", [("person_name", "ploysai")]),
    ("apple's brother waits for me", [("person_name", "apple")]),
    ("Ji-ho told me to keep quiet", [("person_name", "Ji-ho")]),
    # schools by their own name
    ("ย้ายมาจากหนองขามพิทยาสรรค์", [("school", "หนองขามพิทยาสรรค์")]),
    ("เด็กบ้านไร่วิทยาครับ", [("school", "บ้านไร่วิทยา")]),
    ("เรียนอยู่ น.ร.ข. ม.2", [("school", "น.ร.ข.")]),
    ("I study at QRIS and hate it", [("school", "QRIS")]),
    ("สอบเข้าหนองคูณธาราไม่ติดค่ะ", [("school", "หนองคูณธารา")]),
    ("พวกด.ร.ว.มาดักผม", [("school", "ด.ร.ว.")]),
    ("ผมเรียนเทคนิคเขาลูกช้างครับ", [("school", "เทคนิคเขาลูกช้าง")]),
    ("half of DRVS saw the video", [("school", "DRVS")]),
    ("everyone in Khao Luk Tech knows", [("school", "Khao Luk Tech")]),
    ("my aunt is teacher at nongkhunnukul", [("school", "nongkhunnukul")]),
    ("i go to Bangsai Wittaya School", [("school", "Bangsai Wittaya School")]),
    # the whole date of a child's birth, though nothing calls it so
    ("I told him 07-02-2010", [("birth_date", "07-02-2010")]),
    ("กรอกไปว่า 6 มิ.ย. 2553", [("birth_date", "6 มิ.ย. 2553")]),
    # ... and where a child grows older on it, or where it is all an answer
    ("i turn 14 on June 3", [("birth_date", "June 3")]),
    ("3 June i will be 14", [("birth_date", "3 June")]),
    ("she becomes twelve on the 9th of May", [("birth_date", "the 9th of May")]),
    ("จะครบ 14 วันที่ 3 เมษาค่ะ", [("birth_date", "วันที่ 3 เมษา")]),
    ("3 เดือนเมษา วันเกิดหนูเอง", [("birth_date", "3 เดือนเมษา")]),
    ("hbd to me, today 3 april", [("birth_date", "3 april")]),
    ("bday 030412 is the code", [("birth_date", "030412")]),
    ("เกิดวันที่ห้า เดือนเมษา", [("birth_date", "ห้า เดือนเมษา")]),
    ("03/04/55", [("birth_date", "03/04/55")]),
    ("3 เม.ย. 55 ค่ะ", [("birth_date", "3 เม.ย. 55")]),
    ("it's june 3, 2011", [("birth_date", "june 3, 2011")]),
    # papers
    ("พาสปอร์ตหนู aa0000012 อยู่กับนายจ้าง", [("national_id", "aa0000012")]),
    ("AB0000013 ของหนูหาย", [("national_id", "AB0000013")]),
    ("my passport no. is 500000019", [("national_id", "500000019")]),
    ("the broker has her book MB 000014", [("national_id", "MB 000014")]),
    ("บัตรสีชมพู 0000000000135", [("national_id", "0000000000135")]),
    ("national ID: 1/2345/67890/12/3", [("national_id", "1/2345/67890/12/3")]),
    ("เก็บบัตรนักเรียนได้ เลข 30003", [("student_id", "30003")]),
    ("student BR-30004 is me", [("student_id", "BR-30004")]),
    ("stu30005 did not hand it in", [("student_id", "stu30005")]),
    ("my student number IS-300061", [("student_id", "IS-300061")]),
    # plates as they are told
    ("รถตู้ป้ายแดง ก-0123 ตามมา", [("vehicle_plate", "ก-0123")]),
    ("ทะเบียน 30-1234", [("vehicle_plate", "30-1234")]),
    ("กระบะบม 1234จอดรอ", [("vehicle_plate", "บม 1234")]),
    ("มอไซค์ 1กด 12 ชลบุรี", [("vehicle_plate", "1กด 12 ชลบุรี")]),
    ("he drives a BT 1234", [("vehicle_plate", "BT 1234")]),
    ("thabian kor khor 1234 ka", [("vehicle_plate", "kor khor 1234")]),
    # banks, phones and places on the map in other shapes
    ("ธอส เลข 0203-1234-5679", [("bank_account", "0203-1234-5679")]),
    ("the pension goes in 020012345679", [("bank_account", "020012345679")]),
    ("ส่งไป 101-0-10101-0", [("bank_account", "101-0-10101-0")]),
    ("o8-1234-5o78 โทรมา", [("phone", "o8-1234-5o78")]),
    ("(+66) 81-234-5678", [("phone", "(+66) 81-234-5678")]),
    ("(13.75631,100.50176) hurry", [("coordinates", "(13.75631,100.50176)")]),
    ("we are at ///apple.river.moon", [("coordinates", "///apple.river.moon")]),
    # names of players, accounts where apps are spoken of
    ("ในเกมใช้ชื่อ ดาวลอยไม่ง่วง มันตามมา", [("game_id", "ดาวลอยไม่ง่วง")]),
    ("ในเกมมันชื่อ xXดาวลอยXx", [("game_id", "xXดาวลอยXx")]),
    ("แอดเพื่อนในเกมดิ ดาวลอย77 นะ", [("game_id", "ดาวลอย77")]),
    ("my clan leader ༺Dao༻9 is mean", [("game_id", "༺Dao༻9")]),
    ("KingOfDao9 from valorant found me", [("game_id", "KingOfDao9")]),
    ("minecraft name daoloy", [("game_id", "daoloy")]),
    ("look at u/dao_loy on reddit", [("handle", "u/dao_loy")]),
    ("my finsta, it's sky.daoloy, is gone", [("handle", "sky.daoloy")]),
    ("ขอไลน์พี่ได้ไหม ของผม sky.daoloy", [("line_id", "sky.daoloy")]),
    ("twitch mod daoloy420 is mean", [("handle", "daoloy420")]),
    ("on discord he is d4oloy_", [("handle", "d4oloy_")]),
    ("ขอไลน์หนู หนูให้ dao-loy ไป", [("line_id", "dao-loy")]),
    ("ไลน์หนู daoloy", [("line_id", "daoloy")]),
    ("fb name Dao Loy Sky", [("handle", "Dao Loy Sky")]),
    # villages with their number, houses whose name runs over several words
    ("อยู่บ้านหนองปลาดุก หมู่ 9 ค่ะ", [("address", "บ้านหนองปลาดุก หมู่ 9")]),
    ("บ้านโนนไผ่ ม.3", [("address", "บ้านโนนไผ่ ม.3")]),
    ("บ้านยายอยู่โคกหินลาด หมู่ 2", [("address", "โคกหินลาด หมู่ 2")]),
    ("99 ม.4 บ.ทุ่งฝาย", [("address", "99 ม.4 บ.ทุ่งฝาย")]),
    ("yu moo 4 ban nong pla kha", [("address", "moo 4 ban nong pla")]),
    ("ban nong pla moo 4 ka", [("address", "ban nong pla moo 4")]),
    ("เช่าคอนโดดาวลอย เพลส ริมคลอง ห้อง 909", [("address", "คอนโดดาวลอย เพลส ริมคลอง ห้อง 909")]),
    ("อยู่เกสต์เฮ้าส์ดาวลอย ห้อง 9", [("address", "เกสต์เฮ้าส์ดาวลอย ห้อง 9")]),
    ("เดอะดาวลอย ริมคลอง ตึก D ห้อง 909", [("address", "เดอะดาวลอย ริมคลอง ตึก D ห้อง 909")]),
    ("รออยู่หน้าดาวลอยคอนโด ตึก D", [("address", "ดาวลอยคอนโด ตึก D")]),
    ("ห้อง 9/9 อพาร์ทเมนท์ ด.ดาวลอย", [("address", "ห้อง 9/9 อพาร์ทเมนท์ ด.ดาวลอย")]),
    ("ขายผักอยู่ตลาดดาวลอย แผงที่ 9", [("address", "ตลาดดาวลอย แผงที่ 9")]),
    ("หนีมาอยู่กุฏิวัดป่าดาวลอย", [("address", "กุฏิวัดป่าดาวลอย")]),
    ("ตึกแถว 99 ซอยวัดดาวลอยในไม่คืน", [("address", "ตึกแถว 99 ซอยวัดดาวลอยใน")]),
    (
        "we live in Dao Worker Camp, Soi Nithan 9",
        [("address", "Dao Worker Camp, Soi Nithan 9")],
    ),
    (
        "he waits at The Dao Residence on Soi Nithan 9",
        [("address", "The Dao Residence on Soi Nithan 9")],
    ),
    ("i stay at Blue Roof Apt 9C", [("address", "Blue Roof Apt 9C")]),
    # universities, and schools where a word seems to end the name
    ("ครูฝึกสอนจากมหาวิทยาลัยดาวธานี", [("school", "มหาวิทยาลัยดาวธานี")]),
    ("เขาเรียน ม.ราชภัฏดาวลอย ปี 2", [("school", "ม.ราชภัฏดาวลอย")]),
    ("อยู่สาธิต ม.ดาวลอยค่ะ", [("school", "สาธิต ม.ดาวลอย")]),
    ("ที่รร.นานาชาติดาวลอยค่ะ", [("school", "รร.นานาชาติดาวลอย")]),
    ("ครูที่โรงเรียนดาวลอยพิทักษ์ตีหนู", [("school", "โรงเรียนดาวลอยพิทักษ์")]),
    ("ลงกลุ่มหนองดาววิทยายน", [("school", "หนองดาววิทยายน")]),
    ("ออกจากโรงเรียนดาวลอยตั้งแต่ ป.6", [("school", "โรงเรียนดาวลอย")]),
    ("phom yu rongrian ban nong dao krub", [("school", "rongrian ban nong dao")]),
    ("the gate of Satri Dao Loy", [("school", "Satri Dao Loy")]),
    ("i left Demonstration School of Dao Loy", [("school", "Demonstration School of Dao Loy")]),
    # homes told as a story
    ("อยู่หลังวัดหนองปลา ซอย 5 หมู่ 4", [("address", "หลังวัดหนองปลา ซอย 5 หมู่ 4")]),
    ("เช่าหอมาลัย ห้อง 306", [("address", "หอมาลัย ห้อง 306")]),
    ("ซอยเพชรเกษม 200 แยก 4", [("address", "ซอยเพชรเกษม 200 แยก 4")]),
    ("we live at Sukhumvit 300 Soi 4", [("address", "Sukhumvit 300 Soi 4")]),
    ("my home is The Larch Residence", [("address", "The Larch Residence")]),
    # addresses told as a story
    ("อยู่ซอยดาวลอย 7 ข้างร้านตัดผมค่ะ กลัว", [("address", "ซอยดาวลอย 7 ข้างร้านตัดผม")]),
    ("อยู่ซอยดาวลอย 7 บ้านหลังคาสีฟ้า ช่วยด้วย", [("address", "ซอยดาวลอย 7 บ้านหลังคาสีฟ้า")]),
    ("พักที่ห้อง 99 แมนชั่นดาวลอยครับ", [("address", "ห้อง 99 แมนชั่นดาวลอย")]),
    (
        "we live on Soi Nithan 9, behind the toy shop and he waits",
        [("address", "Soi Nithan 9, behind the toy shop")],
    ),
    (
        "he takes me to the flat above the toy shop on Nithan Road",
        [("address", "the flat above the toy shop on Nithan Road")],
    ),
    ("im in Villa 99, Cloud Garden Estate", [("address", "Villa 99, Cloud Garden Estate")]),
]

READABLE = [
    # games and apps spoken of without an account
    "i blocked him on ig.now he texts me",
    "เล่นเกม roblox กับเพื่อน แล้วโดนด่า",
    "ไอดี ROV หาย ทำไงดี",
    "ชื่อในเกม โดนแบน",
    "i like Minecraft and YouTube",
    # villages, houses, temples and schools that are none
    "อยู่บ้านคนเดียวตั้งแต่ ม.3",
    "เลิกเรียนกลับบ้านดึก ม.4 แล้ว",
    "อาศัยวัดนอนมาหลายคืน",
    "เครียดกับการสอบเข้ามหาวิทยาลัยมาก",
    "เพื่อนในโรงเรียนอนุบาลสองภาษาตีกัน",
    "เรียนจบ ม.ปลายแล้วจะเข้ามหาลัยดีไหม",
    "โรงเรียนสาธิตทั่วไปตัดผมไหม",
    "ออกจากโรงเรียนกลางคัน",
    "rongrian mai sanuk loei",
    # dates, numbers and letters beside what is spoken of, and none of a child
    "i will be 15 minutes late on May 3",
    "ครบ 3 เดือน วันที่ 5 เมษา",
    "12/3/67 เขาทักมา",
    "สอบวันที่ 5 เมษายน 2568",
    "ส่งพัสดุ AB1234567 แล้วไม่ได้",
    "เขาเก็บพาสปอร์ตแม่ไว้ 3 ปี",
    "ทำบัตรนักเรียนใหม่ปี 2567",
    "นั่งรถ 2คน 40 บาท",
    "the bus has ac 1 and i got off",
    "โอนไป 1500 บาท",
    "i sat behind the shop, next to my friend",
    "หนูนั่งอยู่หน้าร้านขนม หลังเลิกเรียนค่ะ",
    "อยู่หอใน ชั้นหนูเสียงดัง",
    "หนูเป็นลูกบุญธรรม เพิ่งรู้",
    "แถวนี้มีนักจิตวิทยาไหม",
    "เด็กต้องเรียนเพื่อพัฒนาตัวเอง",
    "อยู่เตรียมสอบจนดึกค่ะ",
    "เด็กคนนั้นรู้จักผมจากอินเตอร์เน็ต",
    "I saw it at IKEA and cried in FRONT of her",
    # in the form of an account, and none
    "see page12 of the book, then add salt",
    "แอดมินส่งไฟล์ report_final2.pdf มา",
    "i am in grade10 and play roblox",
    "he wants to follow me home",
    # said of somebody, no name
    "ครูใจดีมากเลย",
    "ไม่ใช่ชื่อจริง เลขบัญชีมันแปลกๆ",
    # everyday words that are nicknames too
    "the ice is cold",
    "วันนี้ฟ้าสวยจัง",
    "I love my mum",
    "who should i tell first",
    "i spent my money on game and cake",
    "my boss told me to come early",
    "เกลียดผักบุ้งมาก",
    "ขนมปังโดนมดขึ้น",
    # numbers of the directory
    "โทร 191 เลย",
    "1387 โทรฟรีไหม",
    "โทร 191 1669 1323 ไม่ติด",
    "ลอง 02-113-6789 แล้ว",
    "call 1323 or 1387?",
    "๑๓๘๗ คือเบอร์อะไร",
    # ages, grades, prices, times, dates, scores
    "หนูอายุ 13",
    "อายุ 13 ปี อยู่ ม.2 ห้อง 5",
    "อยู่ ป.6/2 เลขที่ 4",
    "i am 14 years old in grade 8",
    "เขาให้ 500 บาท",
    "มันจะเอา 10000 บาทภายใน 2 วัน",
    "เขาขอ 1234567890 บาท",
    "he wants 20,000 baht",
    "วันที่ 12/3/2567 เขาทักมา",
    "นัดเจอวันที่ 5 พฤษภาคม 2567",
    "เรื่องเกิดวันที่ 12/3/2567",
    "มันเกิดเมื่อวันที่ 5 มกราคม",
    "it happened on 12 March 2024",
    "เมื่อคืน 23.30-02.15 น.",
    "08.00-09.00 10.30 เรียน",
    "แพ้ 0-3 แล้วก็ 1-2",
    "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "นับ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ",
    "500 600 700 800 900",
    # laughter
    "5555555555555",
    "โทรมา 555555555",
    "ไลน์ 55555",
    "555555 อยากตาย",
    "๕๕๕๕๕๕๕๕๕๕",
    # provinces
    "หนูอยู่จังหวัดเชียงใหม่",
    "อยู่กรุงเทพ",
    "i live in Chiang Mai",
    "บ้านอยู่โคราช",
    # the words for names without a name
    "ไม่บอกชื่อได้ไหม",
    "ไม่อยากบอกชื่อ แล้วจะช่วยไหม",
    "ชื่อเกมอะไร",
    "เขารู้ชื่อหนูแล้ว",
    "เขารู้ชื่อโรงเรียนหนู",
    "เสียชื่อเสียงหมดแล้ว",
    "พี่ชื่ออะไร",
    "มีชื่อหนูในโพสต์",
    "เพื่อนล้อชื่อพ่อ",
    "ชื่อไม่สำคัญ",
    "my name is not important",
    "my name is on the list",
    "they call me fat",
    "they call me names at school",
    "call me later please",
    "i'm sad",
    "I'm Scared of him",
    "i am 13 and alone",
    "what is your name",
    # everyday words that are also names
    "พี่ใจดี",
    "ครูใจดีมาก",
    "พี่น้ำใจดี",
    "พี่สาวตีหนู",
    "พี่ชายจับตัวหนู",
    "น้าจับตัวหนู",
    "อยากกินน้ำ",
    "แดงไปหมด",
    # harm is never hidden as a name
    "ชื่อเสียงหนูพัง อยากตาย",
    "หนูชื่อไม่บอกนะ โดนข่มขืน",
    "เด็กหญิงคนหนึ่งโดนทำร้าย",
    "เด็กชายถูกตี",
    "ครูตีหนูที่โรงเรียน",
    "พ่อจะฆ่าหนู",
    "แฟนขู่จะปล่อยคลิป",
    "my friend Is Hurt",
    "uncle touched me",
    "my brother hits me",
    # the words for school without a school
    "โดนแกล้งที่โรงเรียน",
    "โรงเรียนไม่สนใจเลย",
    "ไม่อยากไปโรงเรียน",
    "เพื่อนที่โรงเรียนแกล้งหนู",
    "อยู่โรงเรียนประจำ",
    "โรงเรียนเดียวกัน",
    "ครูที่โรงเรียนก็ไม่เชื่อ",
    "i hate my school",
    "after school he follows me",
    "my high school friends",
    "a boy at school hit me",
    # the words for places without a place
    "มันตามหนูในซอยเปลี่ยว",
    "อยู่ในซอยคนเดียว",
    "ข้ามถนน",
    "บนถนนมืดมาก",
    "ในหมู่บ้านมีคนตาม",
    "หมู่เลือดอะไร",
    "ขอบเขตของเพื่อน",
    "across the road",
    "walking down the street",
    "เดือน ต.ค. นี้",
    "ช่วง ม.ค. ถึง ก.พ.",
    # the words for accounts without an account
    "คุยกันในไลน์ทุกวัน",
    "ไลน์ไม่ตอบเลย",
    "line video call ทุกคืน",
    "ไลน์ official ของโรงพยาบาล",
    "my line is not working",
    "my ig is private",
    "ig story ของหนู",
    "เขาขอไอจี",
    "เล่น roblox ทุกวัน",
    "roblox players ask me for pics",
    "facebook messenger ก็โดน",
    "discord server นั้น",
    "my account got hacked",
    "add me to the group",
    # no names: who is nobody, where somebody comes from, what is sea
    "i moved here from Austria",
    "my friend really hates me",
    "ask for money",
    "im tired, 13",
    "he goes by bus",
    "มอไซพี่วินคนนั้นด่าหนู",
    "ครูเรียกชื่อหน้าเสาธง",
    "น้ำใสเห็นตัวปลาเลย",
    "ไอ้พวกนี้แกล้งหนู",
    "น้องหน่อยนะ",
    # a district alone, and where a pupil sits
    "หนูอยู่อำเภอแม่ลาวค่ะ เน็ตช้า",
    "อยู่ ม.3 เลขที่ 12 ห้อง 4",
    # numbers and signs that are none of a pupil, a player or a car
    "hashtag #SAVEUS2024",
    "ติด #7 ในไทย",
    "เล่นมา 300 ชม แล้ว",
    "รอ 30 นม ก็หมด",
    "วันเกิดแม่อีก 3 วัน",
    "โทรหาคอลเซ็นเตอร์",
    # links that tell nothing, and dots that are no links
    "เล่น facebook.com",
    "ok.thanks",
    "help.me please",
    "ม.3.ค่ะ",
    "...ไม่รู้สิ...",
    # found in example lines of another author
    "a girl on instagram is blackmailing me",
    "my account is sending spam to everyone",
    "รุ่นพี่พิมพ์มาแต่เรื่องทะลึ่ง",
    "เชื่อถือได้ไหม",
    "แจ้งความแล้วต้องบอกชื่อไหม",
    "บอกพี่สาวดีป่าว",
    "นัดตำรวจวันที่ 12/05/2569",
    # words that are names too, and capitals that are none
    "วันนี้ฟ้าสวยมาก",
    "เล่นบาสกับเพื่อน",
    "กินน้ำตาลเยอะ",
    "เติมเกมไปสามพัน",
    "ของขวัญวันเกิด",
    "สัญญากันแล้ว",
    "he wants to meet at Central in Bangkok on Friday",
    "we play Minecraft and Roblox",
    "Everyone says Thai is hard",
    "วิชาวิทย์ยากมาก",
    "ไปทัศนศึกษา",
    "ห้อง 306 เสียงดัง",
    # everyday
    "สวัสดีค่ะ",
    "ช่วยด้วย",
    "คุยกับคนได้ไหม",
    "i want to talk to a person",
    "กลัวแม่รู้ ทำไงดี",
    "3วัน 100 บาท",
    "2ชม 3000",
    "มี 2คน 1500",
    "yak tai laew",
    "khun mae tee nu",
    "",
]


def _ids(lines: list[str]) -> list[str]:
    return [f"line-{number}" for number, _ in enumerate(lines)]


def test_the_table_is_long_enough() -> None:
    assert len(DETAILS) + len(READABLE) >= 240


@pytest.mark.parametrize(("text", "expected"), DETAILS, ids=_ids([text for text, _ in DETAILS]))
def test_a_detail_is_found_exactly(
    privacy: Privacy, text: str, expected: list[tuple[str, str]]
) -> None:
    """Kind and exact substring, in the order of the text."""
    assert [(find.kind, find.value) for find in privacy.find(text)] == expected


@pytest.mark.parametrize("text", READABLE, ids=_ids(READABLE))
def test_what_is_no_detail_stays_readable(privacy: Privacy, text: str) -> None:
    """Directory numbers, ages, grades, prices, dates, provinces, laughter and words about harm."""
    assert privacy.mask(text, privacy.find(text)) == text


KINDS = {
    "phone", "national_id", "email", "line_id", "handle", "url", "person_name", "school", "address",
    "coordinates", "bank_account", "birth_date", "student_id", "vehicle_plate", "game_id",
}  # fmt: skip

fragments = st.sampled_from([text for text, _ in DETAILS] + READABLE)
typed = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(fragments, st.text(max_size=5)), max_size=6).map("".join),
    st.text(alphabet="0123456789๐๑๒๓ -.+@/:aibxชื่อนะ\u200b\ue000\x00", max_size=120),
)


@settings(max_examples=400, deadline=None)
@given(text=typed)
@example(text="\ud800")
@example(text="\ue000" * 9)
@example(text="ชื่อ\x00มิ้น\ud83d")
@example(text="İ0812345678İ")
def test_finds_are_true_substrings_and_masking_loses_nothing_else(
    privacy: Privacy, text: str
) -> None:
    """For any text: finds stand in order, apart, as typed; the rest of the text stays."""
    finds = privacy.find(text)
    rest, done = [], 0
    for find in finds:
        assert find.kind in KINDS
        assert done <= find.start < find.end <= len(text)
        assert find.value == text[find.start : find.end]
        rest.append(text[done : find.start])
        done = find.end
    rest.append(text[done:])
    assert privacy.mask(text, finds) == MASK.join(rest)


@pytest.mark.parametrize("text", [text for text, _ in DETAILS], ids=_ids([t for t, _ in DETAILS]))
def test_what_was_masked_holds_no_detail_any_more(privacy: Privacy, text: str) -> None:
    """A masked text can be masked again and nothing more is found where a mask stands."""
    masked = privacy.mask(text, privacy.find(text))
    assert not any(MASK in find.value for find in privacy.find(masked))
    assert MASK in masked


@pytest.mark.parametrize("name", ["หนูชื่อมิ้น", "ผมชื่อบอย ", "ครูสมชาย", "หนูชื่อพัชรินทร์ "])
def test_no_phrase_of_danger_is_hidden_behind_a_name(privacy: Privacy, name: str) -> None:
    """Every Thai phrase a counsellor lists as risk stays readable when it is glued to a name."""
    for phrase in risk_phrases("th"):
        text = name + phrase
        hidden = [find.value for find in privacy.find(text) if find.end > len(name)]
        assert hidden in ([], ["มิ้น"]), phrase


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ฝากบอกเก้าด้วยนะว่าหนูคิดถึง", ["เก้า"]),
        ("หนูทะเลาะกับน้ำว้ามาสองวันแล้ว", ["น้ำว้า"]),
        ("เมื่อวานมังคุดทักมาบอกว่าไม่ไหวแล้ว", ["มังคุด"]),
        ("แต่ทรายเป็นคนถ่ายคลิปค่ะ", ["ทราย"]),
        ("เป็นห่วงเพื่อนชื่อจุ๋มจิ๋มจะทำร้ายตัวเอง", ["จุ๋มจิ๋ม"]),
        ("ผมนายปริญ วงศ์คีรี พ่อของน้อง", ["ปริญ วงศ์คีรี"]),
        ("ผมชื่อธนกฤต คงมั่น ครับ", ["ธนกฤต คงมั่น"]),
        ("แม่หนูชื่อจิราพร แสงอรุณ", ["จิราพร แสงอรุณ"]),
        ("ผมชื่อธนกฤต อยู่รอด มาได้", ["ธนกฤต"]),
        ("everyone calls her pookie", ["pookie"]),
        ("my friend mimey won't answer", ["mimey"]),
        ("he goes by lung chai", ["chai"]),
        ("เพื่อนที่โรงเรียนเก่าชื่อมะปราง", ["มะปราง"]),
        ("โดนแม็กซ์แคปแชทไปลงกลุ่ม", ["แม็กซ์"]),
        ("สนิทกับพราวดาวมากที่สุด", ["พราวดาว"]),
        ("แฟนเก่าหนูปลายเมฆขู่จะปล่อยรูป", ["ปลายเมฆ"]),
        ("my friend Bank says he hates me, Mint and Kaofah r laughing", ["Bank", "Mint", "Kaofah"]),
        ("เมื่อวาน ploy ทักมาหาหนู", ["ploy"]),
        ("หนูทะเลาะกับ bank มา", ["bank"]),
        ("Noppasin ghosted me last week", ["Noppasin"]),
        ("it hurts when Bank yelled at us", ["Bank"]),
    ],
)
def test_a_name_that_is_a_word_is_hidden_where_only_a_person_can_stand(
    privacy: Privacy, text: str, names: list[str]
) -> None:
    assert [find.value for find in privacy.find(text)] == names


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("อยู่ 56 ถ.ริมคลองหลวง ค่ะ", "address", "56 ถ.ริมคลองหลวง"),
        ("i live at 12 Moo 3 Mae Fa, alone", "address", "12 Moo 3 Mae Fa"),
        ("อยู่คอนโดเดอะมูน รัชดา ตึก C 23/118", "address", "คอนโดเดอะมูน รัชดา ตึก C 23/118"),
        (
            "room 22, Baan Dao Apartment, Soi Mok 4. alone",
            "address",
            "room 22, Baan Dao Apartment, Soi Mok 4",
        ),
        ("บ้านอยู่ลาดพร้าว 171 ค่ะ", "address", "ลาดพร้าว 171"),
        ("he lives at 7 Charoen Krung 44", "address", "7 Charoen Krung 44"),
        ("ส่งมาที่ 21 ซอย อุดมสุข 30 บางนา", "address", "21 ซอย อุดมสุข 30 บางนา"),
        ("ที่อยู่ 9/99 มบ.สวนทอง ซ.12", "address", "9/99 มบ.สวนทอง ซ.12"),
        ("my number on the register is 40912", "student_id", "40912"),
        ("หนูศูนแปดหนึ่ง 222 3344", "phone", "ศูนแปดหนึ่ง 222 3344"),
        ("ครูคะ เด็กเลข 4107 ร้องไห้ในห้องเรียน", "student_id", "4107"),
        ("they post about me on secrets.corner/u/grade9 daily", "url", "secrets.corner/u/grade9"),
        ("ลงไว้ที่ pics.hideout/room_7b นะ", "url", "pics.hideout/room_7b"),
        ("แบบฟอร์ม fill.paper/model-call ถามไซส์", "url", "fill.paper/model-call"),
        ("he typed 2012-03-09 to get past the gate", "birth_date", "2012-03-09"),
        ("หมายเลขนักศึกษาในระบบ รหัสนักศึกษาเปน 65402219873 จ้า", "student_id", "65402219873"),
        ("รหัสประจำตัวน้องคือ กย.40917 ค่ะ", "student_id", "กย.40917"),
        ("student no 31877-SM, they keep losing my file", "student_id", "31877-SM"),
        ("my number is 11-5820 in the school system", "student_id", "11-5820"),
        ("รถคันนั้นทะเบียน 2กฎ 904 โคราช จอดทั้งคืน", "vehicle_plate", "2กฎ 904 โคราช"),
        ("the van is ฌก 7713 udon", "vehicle_plate", "ฌก 7713 udon"),
        ("เกิดปี55 วันที่ 9 เดือนตุลา", "birth_date", "ปี55 วันที่ 9 เดือนตุลา"),
        ("อีเมล์ noey ขีดล่าง sun แอท gmail ดอทคอม", "email", "noey ขีดล่าง sun แอท gmail ดอทคอม"),
        ("ผมภูผา ศรีนาคำ ครับ", "person_name", "ภูผา ศรีนาคำ"),
        ("เพื่อนชื่อไมเยีย แซ่ลี ไม่มาเรียน", "person_name", "ไมเยีย แซ่ลี"),
        ("his name is Kittipat W., same class", "person_name", "Kittipat W."),
        ("ลุงชัยข้างบ้านมองหนูตลอด", "person_name", "ชัย"),
        ("ไอดี rov น้อง KTxลูกพระจันทร์ โดนขโมย", "game_id", "KTxลูกพระจันทร์"),
        ("he plays valorant as Moon Rider Korat #5521", "game_id", "Moon Rider Korat #5521"),
        ("she is on line as fahsaitok now", "line_id", "fahsaitok"),
        ("he posts on x as nightgarden daily", "handle", "nightgarden"),
        ("ไอดีไลน์ป้าคือ malee1969k ค่ะ", "line_id", "malee1969k"),
        ("he gave me his line, its tonkla.p_7", "line_id", "tonkla.p_7"),
        ("เฟสมันใช้ชื่อ Bank Saimok Khonkaen แอดมา", "handle", "Bank Saimok Khonkaen"),
        ("เฟสเขาชื่อ ลมหนาว สายซิ่ง99 ทักมา", "handle", "ลมหนาว สายซิ่ง99"),
        ("คนใน ติ๊กต๊อก คือ เสือดำ_คนจริง ค่ะ", "handle", "เสือดำ_คนจริง"),
        ("ไอดีในเกม เทพธิดาหิมะ เซิฟ 2", "game_id", "เทพธิดาหิมะ"),
        ("พักอยู่ 88 ม.9 ต.ห้วยหอม ดอยสวรรค์ค่ะ", "address", "88 ม.9 ต.ห้วยหอม ดอยสวรรค์"),
        ("บ้านอยู่ ๑๕ บ้านดอนแก้ว ต.นาทอง อุดร", "address", "๑๕ บ้านดอนแก้ว ต.นาทอง อุดร"),
        ("อยู่ ม.12 บ้านหนองขาม ไม่มีไฟ", "address", "ม.12 บ้านหนองขาม"),
        ("ย้ายมา บ้านเอื้ออาทรเขาทอง ตึก 9 ชั้น 2 แล้ว", "address", "บ้านเอื้ออาทรเขาทอง ตึก 9 ชั้น 2"),
        ("we stay in Baan Mork Silom, Soi 4/6", "address", "Baan Mork Silom, Soi 4/6"),
        ("หอหญิงบานชื่น 5 ห้อง C118", "address", "หอหญิงบานชื่น 5 ห้อง C118"),
        ("เรียนรร.บ้านเขาชะโงกค่ะ", "school", "รร.บ้านเขาชะโงก"),
        ("ตอนนี้อยู่ เทคโนมาบหินดำ ช่างยนต์", "school", "เทคโนมาบหินดำ"),
        ("เด็ก สกพ. ตีกันอีกแล้ว", "school", "สกพ."),
        ("the man at Sunrise Academy Korat stares", "school", "Sunrise Academy Korat"),
        ("จดไว้ ต.โพนทอง อ.กมลาไสย", "address", "ต.โพนทอง อ.กมลาไสย"),
    ],
)
def test_a_detail_in_a_form_of_its_own_is_hidden(
    privacy: Privacy, text: str, kind: str, value: str
) -> None:
    assert [(find.kind, find.value) for find in privacy.find(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text", ["he.she/they whatever", "me.and/or him", "grade p.6/1", "hw.doc/pdf", "due 2019-13"]
)
def test_a_stroke_behind_a_full_stop_is_no_link(privacy: Privacy, text: str) -> None:
    assert privacy.find(text) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("อ้ายคำแพงเพิ่นว่าสิมารับ", "คำแพง"),
        ("อิบุ้งมันด่าหนูหน้าห้อง", "บุ้ง"),
        ("บักแจ่วมันดึงผมข้อย", "แจ่ว"),
        ("แม่ใหญ่บุญหลายเลี้ยงหนูมา", "บุญหลาย"),
        ("ครูสังเวียนสอนศิลปะ หนูไม่ชอบ", "สังเวียน"),
        ("ก๊ะนูรีนบอกให้มาคุยที่นี่", "นูรีน"),
    ],
)
def test_a_name_behind_a_title_of_a_region_is_hidden(
    privacy: Privacy, text: str, name: str
) -> None:
    assert [find.value for find in privacy.find(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ต้นกล้า", "ต้นกล้า"),
        ("ดาวค่ะ", "ดาว"),
        ("เมฆครับ ผมอยากปรึกษา", "เมฆ"),
        ("ทรายเองพี่ คนเมื่อคืน", "ทราย"),
        ("Nopparut", "Nopparut"),
        ("ploy ka", "ploy"),
        ("khem eng krub", "khem"),
        ("hello im praewa can we talk", "praewa"),
        ("im cherry btw", "cherry"),
        ("nu praew ka yak kui", "praew"),
    ],
)
def test_an_answer_that_is_a_name_is_hidden(privacy: Privacy, text: str, name: str) -> None:
    assert [find.value for find in privacy.find(text)] == [name]


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("ศิษย์เก่ามารีย์วิทยา ขอคุยหน่อยค่ะ", "มารีย์วิทยา"),
        ("เด็กนวมินทร์โดนครูด่าหน้าเสาธง", "นวมินทร์"),
        ("หนูเรียนเตรียมพัฒน์ปทุม เครียดมาก", "เตรียมพัฒน์ปทุม"),
        ("อยู่ ม.5/2 บดินทรเดชา 2 ค่ะ", "บดินทรเดชา 2"),
        ("ครูราชประชานุเคราะห์ 12 ด่าเพื่อน", "ราชประชานุเคราะห์ 12"),
        ("เรียนจุฬาภรณ ตรัง อยู่หอค่ะ", "จุฬาภรณ ตรัง"),
        ("รร.ปากช่อง ป.5 ครับ", "รร.ปากช่อง"),
        ("ผมอยู่ ม.2/7 รร.แสงธรรม ครับ", "รร.แสงธรรม"),
        ("อยู่รร.ประถมทองวิทยา ครับ", "รร.ประถมทองวิทยา"),
        ("ม.1/3 เทศบาล 4 วัดกลาง ครูดุมาก", "เทศบาล 4 วัดกลาง"),
        ("พี่เรียนอยู่ ม.อ. ปัตตานี", "ม.อ. ปัตตานี"),
        ("สอบติดมมสแล้วค่ะ", "มมส"),
        ("ปี 1 มทร.ล้านนา ลำปาง ครับ", "มทร.ล้านนา ลำปาง"),
        ("หนูอยู่สาธิต ม.น. ค่ะ", "สาธิต ม.น."),
        ("พี่หนูอยู่หอใน ม.อุบล คนเดียว", "ม.อุบล"),
        ("เรียน วท.ระนอง ปวช.1", "วท.ระนอง"),
        ("เรียนกศน.อำเภอหลังสวน", "กศน.อำเภอหลังสวน"),
        ("เรียนพิเศษที่กวดวิชาครูพี่โหน่ง แล้วโดนจับขา", "กวดวิชาครูพี่โหน่ง"),
        ("ลงเรียนที่บ้านครูตุ๊ก ค่ะ", "บ้านครูตุ๊ก"),
        ("ไปเรียนฟ้าเปิดอะคาเดมี่ทุกวัน", "ฟ้าเปิดอะคาเดมี่"),
        ("คุมองสาขาบางแค ครูดุ", "คุมองสาขาบางแค"),
        ("อยู่ปอเนาะบ้านลูโบะ พ่อไม่ให้ออก", "ปอเนาะบ้านลูโบะ"),
        ("ลาออกจากวอศ.น่านแล้วค่ะ", "วอศ.น่าน"),
        ("โรงเรียนศึกษาสงเคราะห์ปางหมู นอนหอ", "โรงเรียนศึกษาสงเคราะห์ปางหมู"),
        ("รร.ตชด.บ้านปางตอง ครูใจดี", "รร.ตชด.บ้านปางตอง"),
        ("ครูวรนารีฯ ดุมาก", "วรนารีฯ"),
        ("exchange kid at suankularb nont, so lonely", "suankularb nont"),
        ("from thong pitaya school, pls help", "thong pitaya school"),
        ("โรงเรียนหนูชื่อดอนเมฆค่ะ", "โรงเรียนหนูชื่อดอนเมฆ"),
        ("รร.ชื่อ Brookfield ค่ะ", "Brookfield"),
        ("หนูเรียนนานาชาติ Ashgrove ค่ะ", "Ashgrove"),
        ("น้องอยู่อนุบาลลำพูน ป.2", "อนุบาลลำพูน"),
        ("รร.กีฬา สุพรรณ ซ้อมหนักมาก", "รร.กีฬา สุพรรณ"),
        ("หนูอยู่ รร.บ้านโคกสว่าง ค่ะ", "รร.บ้านโคกสว่าง"),
        ("หนู ม.3 อยู่ที่ Ashgrove โดนเพื่อนแกล้ง", "Ashgrove"),
        ("หนูเรียนร้องเพลงที่ยามาฮ่า สาขาตลาดเมฆ", "ยามาฮ่า สาขาตลาดเมฆ"),
        ("อยู่โรงเรียนดนตรีเพลงเมฆ สาขาทุ่งกว้าง", "โรงเรียนดนตรีเพลงเมฆ สาขาทุ่งกว้าง"),
        ("ไปเรียนที่บ้านศิลป์ครูโอ๋ ลำพูน", "บ้านศิลป์ครูโอ๋ ลำพูน"),
        ("เรียนกศน.ตำบลหนองเป็ด แล้ว", "กศน.ตำบลหนองเป็ด"),
        ("น้องอยู่โรงเรียนเทศบาล 7 ริมธาร ค่ะ", "โรงเรียนเทศบาล 7 ริมธาร"),
        ("พี่เรียนราชภัฏจันทรเกษมปีสอง", "ราชภัฏจันทรเกษม"),
        ("พี่เรียนเกษมบัณฑิตปีหนึ่ง", "เกษมบัณฑิต"),
        ("the coach at Happy Fox Academy Thonglor yells", "Happy Fox Academy Thonglor"),
    ],
)
def test_a_school_is_hidden_by_the_name_that_its_town_gives_it(
    privacy: Privacy, text: str, school: str
) -> None:
    """Without the word for a school, with its branch, its number or who teaches there."""
    assert [(find.kind, find.value) for find in privacy.find(text)] == [("school", school)]


@pytest.mark.parametrize(
    "text",
    [
        "อยากสอบติดจุฬา แต่พ่อไม่เชื่อ", "กศน. ต้องเรียนกี่ปีคะ", "ติวเตอร์ชอบมาจับมือหนู", "ย้ายจากพิมายมาอยู่กรุงเทพ",
        "แม่ทำงานเทศบาล 5 ปีแล้ว", "เด็กปากช่องใจดี", "เด็กเทคนิคน่ากลัว", "หนูเรียนพิเศษทุกวันเสาร์",
        "เรียนเสร็จแล้วอยู่ที่ Central กับแม่", "สอนนานาชาติ English program", "นั่งรถจากลาดพร้าว 20 นาที", "เรียนอนุบาลแถวบ้าน", "โรงเรียนหนูชื่อเสียงดี", "ร้านนี้มีสาขาเยอะมาก", "คุมองแถวบ้านแพงมาก",
        "อยากเข้าราชภัฏ แต่ไม่มีเงิน", "เรียนสายวิทย์หรือสายศิลป์ดี", "at home and at school", "my tutor touched me", "ประถมกับมัธยมต่างกันมาก",
    ],
)  # fmt: skip
def test_lessons_towns_and_hopes_are_no_schools(privacy: Privacy, text: str) -> None:
    assert privacy.find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "น้ำ", "ดี", "หมู", "ปืน", "พลอยโดนด่าไปด้วย", "ฝนตกหนักมาก ฟ้าร้องด้วย", "เช้านี้ฟ้าใสกว่าเมื่อวาน",
        "หมาที่บ้านชื่อถุงเงิน หายไปสองวันแล้ว", "our hamster is called Pickles", "อยากเป็นนางฟ้าในละคร",
        "พวกนั้นเรียกหนูว่าอีเตี้ยทุกวัน", "คุยกับบอสในเกมแล้วแพ้", "ชอบดาวมากกว่าดวงจันทร์", "เกมบล็อกเราเพราะเล่นนาน",
        "ครูประจำชั้นบอกให้ไปพบที่ห้อง", "ป้ายรถเมล์อยู่หน้าบ้าน", "Boring", "Anxiety", "Hello", "Sad", "im new here",
        "they call her cutie and laugh", "I'm Rank 9 of 40 in my class", "อีก 2 ซอยหน้าบ้าน",
        "it's hot, I lost my job in June and cried", "I play Reyna and everyone laughs", "สมควรโดนแล้ว",
        "รถผมพัง เรียน ปวช.2 อยู่",
        "my number is 2 in line",
        "ขนมชั้นใบเตยอร่อยมาก",
        "น้องแบมแบม got7 น่ารัก",
        "ครูภูมิศาสตร์ให้การบ้านเยอะ",
        "หนูอยู่ห้องกิ๊ฟแล้วเครียด",
        "เขาขับฟอจูนเนอร์",
        "ไม่มีในรายชื่อสอบ",
        "พี่ตูนวิ่งเพื่อโรงพยาบาล",
        "he texts me on line as usual",
        "เฟสชื่อปลอม ไม่รู้ใคร",
        "แอคชื่ออะไรไม่รู้ ส่งรูปมา",
        "we talk on ig as friends",
        "โรงเรียนบ้านเราไกลมาก",
        "เลขที่ 5 ชั้น ม.3/2 โดนทำโทษ",
        "ออกจากรร. โดยไม่บอกใคร",
        "เด็ก ปวช. โดนตี",
        "My tutor is late",
    ],
)  # fmt: skip
def test_things_weather_pets_and_heroes_are_no_persons(privacy: Privacy, text: str) -> None:
    assert privacy.find(text) == ()


def test_no_phrase_of_danger_is_hidden_alone(privacy: Privacy) -> None:
    for phrase in [*risk_phrases("th"), *risk_phrases("en")]:
        assert privacy.find(phrase) == (), phrase


def test_the_training_lines_stay_readable(privacy: Privacy) -> None:
    """Thousands of lines by other authors: one in a thousand may be masked wrongly.

    Their children name a friend by its nickname now and then, and are rightly masked: no more than
    six lines in a thousand. Every fourth line is looked at: all would take minutes.
    """
    lines = [
        line
        for path in sorted((CONTENT.parent.parent / "nlu_data").rglob("*.yml"))
        for both in lines_of(read_yaml(path))
        for language in ("th", "en")
        for line in both[language]
    ][::_EVERY]
    found = [(line, {find.kind for find in privacy.find(line)}) for line in lines]
    wrong = [line for line, kinds in found if kinds - {"person_name"}]
    assert len(wrong) <= len(lines) // 1000, wrong
    named = [line for line, kinds in found if "person_name" in kinds]
    assert len(named) <= len(lines) * 6 // 1000, named


def lines_of(entry: dict[str, Any]) -> list[dict[str, list[str]]]:
    """Return the lines of an intent, or those of each level of a topic of risk."""
    return [entry] if "intent" in entry else list(entry["risk"].values())


def risk_phrases(language: str) -> list[str]:
    """Return the phrases of bot/content/risk with their places for persons filled."""
    me = {"th": "หนู", "en": "me"}[language]
    phrases: list[str] = []
    for path in sorted((CONTENT / "risk").glob("*.yml")):
        listed = read_yaml(path).get(language) or []
        phrases += [re.sub(r"\{[^}]*\}", me, one).replace("…", " ") for one in listed]
    assert phrases
    return phrases


def test_every_number_of_the_directory_stays_readable(
    privacy: Privacy, directory: Directory
) -> None:
    """Written as in the directory, as digits, in Thai digits, and behind the word for calling."""
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for service in directory.services:
        for phone in service.phones():
            for form in (phone, phone.replace("-", ""), phone.translate(thai), f"โทร {phone} นะ"):
                assert privacy.find(form) == (), form


def test_every_line_id_and_page_of_the_directory_stays_readable(
    privacy: Privacy, directory: Directory
) -> None:
    for service in directory.services:
        if service.line:
            assert privacy.find(f"แอดไลน์ {service.line}") == ()
        if service.url:
            assert privacy.find(service.url.split("/")[2]) == ()


def test_numbers_that_only_contain_one_of_the_directory_are_still_found(privacy: Privacy) -> None:
    assert [find.value for find in privacy.find("โทร 0811387138")] == ["0811387138"]


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "0 ", "08-", "1", "ก", "ชื่อ", "ชื่อนา", "@", "a@", "line ", "line:", "my line is ",
     "go to a ", "โรงเรียน", "ศูนย์", "แล้ว", "Abc ", "mr Abc ", "http://", "www.", "ซอย", "1/1 หมู่ 1 ",
     "นะ", ".", "1.123 ", "บัญชี 1 ", "เกิด 1 ", "2345+", " ", "\n", "id id ", "'s", "@gmail", "( ",
     "ด.ญ. ก", "เรียนที่", "12/3 ม.4 ", "ชื่อกข" + "นะ" * 40],
)  # fmt: skip
def test_no_text_takes_more_than_its_length_allows(privacy: Privacy, piece: str) -> None:
    """Four times the text is about four times the work: nothing backtracks without end.

    Counted in processor time of this process, with room for noise; quadratic work would be sixteenfold.
    """
    short, long = (piece * (1000 // len(piece)), piece * (4000 // len(piece)))
    privacy.find(short)
    assert _work(privacy, long) < 10 * _work(privacy, short) + 0.05


def _work(privacy: Privacy, text: str) -> float:
    def once() -> float:
        begun = time.process_time()
        privacy.find(text)
        return time.process_time() - begun

    return min(once() for _ in range(2))


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither loading nor finding asks anybody; some libraries fetch lists at first use."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    privacy = Privacy.load(CONTENT / "privacy", frozenset())
    assert privacy.find("mint@example.com")


@pytest.mark.parametrize(
    "text",
    [
        "หนูเคยโทรหามูลนิธิปวีณาแล้ว",
        "i called Pavena Foundation",
        "MOE Safety Center ไม่ตอบ",
        "สายเด็กบอกให้ทักมา",
    ],
)
def test_the_name_of_a_help_service_stays(privacy: Privacy, text: str) -> None:
    """A counsellor must be able to read whom the child has asked before."""
    assert privacy.find(text) == ()


def test_a_detail_never_shows_in_the_form_of_a_find(privacy: Privacy) -> None:
    """A find that reaches a log or an error by accident tells its kind and nothing else."""
    assert "0812345678" not in repr(privacy.find("เบอร์ 0812345678"))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("phone_cues: [tel, on]\n", "put it in quotes"),
        ("phone_cues: tel\n", "a list of words is expected"),
        ("phone_cues: []\n", "a list of words is expected"),
        ("other: [x]\n", "a list of words is expected"),
    ],
)
def test_wrong_cues_are_refused_with_the_name_of_the_list(
    tmp_path: Path, written: str, reason: str
) -> None:
    for path in (CONTENT / "privacy").glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    kept = (tmp_path / "numbers.yml").read_text("utf-8").split("bank_cues:", 1)[1]
    (tmp_path / "numbers.yml").write_text(f"{written}bank_cues:{kept}", "utf-8")
    with pytest.raises(InvalidContent, match=f"numbers.phone_cues: .*{reason}"):
        Privacy.load(tmp_path, frozenset())


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent, match="no file of cues"):
        Privacy.load(tmp_path, frozenset())


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ไอเฟิร์มมันเอารูปไปลงกลุ่ม", "person_name", "เฟิร์ม"),
        ("จำรถน้าเอกแฟนใหม่แม่ได้", "person_name", "เอก"),
        ("ยัยฟ้าบอกทั้งห้องว่าหนูขี้ขโมย", "person_name", "ฟ้า"),
        ("พี่ Bank ที่ร้านรู้เรื่องแล้ว", "person_name", "Bank"),
        ("ลุงชาติให้ตังค์หนูแล้วบอกให้เงียบ", "person_name", "ชาติ"),
        ("นายสมเกียรติ ดอนลา คือคนนั้น", "person_name", "สมเกียรติ ดอนลา"),
        ("ใช้ชื่อ กชมน ศิริพัฒน์ไพร ไปทัก", "person_name", "กชมน ศิริพัฒน์ไพร"),
        ("ที่บ้านเรียกถั่วพู", "person_name", "ถั่วพู"),
        ("หนูปลาวาฬเองค่ะ จำได้ไหม", "person_name", "ปลาวาฬ"),
        ("เพื่อนผมฮานิฟมันพิมพ์มา", "person_name", "ฮานิฟ"),
        ("เมื่อวานผมกับแบงค์ทะเลาะกัน", "person_name", "แบงค์"),
        ("รู้ชื่อจริงหนูว่า Thanchanok ได้ไง", "person_name", "Thanchanok"),
        ('เฟสชื่อ "ดาวหาง ไม่ทอแสง" ทักมา', "handle", "ดาวหาง ไม่ทอแสง"),
        ("เฟสเค้าชื่อ ตั้ม ลูกทุ่ง เดอะซิ่ง ทักมา", "handle", "ตั้ม ลูกทุ่ง เดอะซิ่ง"),
        ("he is on insta, user moonsai.ok, says 16", "handle", "moonsai.ok"),
        ("คนในพับจีไอดี51729038416หลอกหนู", "game_id", "51729038416"),
        ("พรุ่งนี้วันเกิดผม 30 พฤศจิกา พ่อลืม", "birth_date", "30 พฤศจิกา"),
        ("เกิด05122553ค่ะ แจ้งเองได้ไหม", "birth_date", "05122553"),
        ("เก๋งขาวกท4482จอดหน้าบ้านอีกแล้ว", "vehicle_plate", "กท4482"),
        ("เข้าเว็บ slotmok.vip จนหมดตัว", "url", "slotmok.vip"),
        ("ละติจูด 18.8537 ลอง 99.0412 ค่ะ", "coordinates", "ละติจูด 18.8537 ลอง 99.0412"),
        ("ย้ายมาจากโนนหมอกศึกษาคารเทอมนี้", "school", "โนนหมอกศึกษาคาร"),
        ("รู้จักโรงเรียนแม่ปิงคริสเตียนมั้ย", "school", "โรงเรียนแม่ปิงคริสเตียน"),
        ("เพิ่งย้ายมาโรงเรียนวัดคลองมะเดื่อใน ค่ะ", "school", "โรงเรียนวัดคลองมะเดื่อใน"),
        ("ไปเรียนพิเศษที่สถาบันกวดวิชาบ้านสมการ ค่ะ", "school", "สถาบันกวดวิชาบ้านสมการ"),
        ("สอบได้ที่ 1 ของอนุบาลวัดไผ่หมอก มาตลอด", "school", "อนุบาลวัดไผ่หมอก"),
        ("Khaopan. thats my name", "person_name", "Khaopan"),
        ("tt:bossmok.2551 คนที่ไลฟ์ด่าหนู", "handle", "bossmok.2551"),
        ("อินสตาแกรมโดนแฮก ชื่อ p.phetmok ค่ะ", "handle", "p.phetmok"),
        (
            "here N 13°45'22.6\" E 100°32'08.9\" pls",
            "coordinates",
            "N 13°45'22.6\" E 100°32'08.9\"",
        ),
        ("อยู่วิทยาลัยเทคนิคเขาจอมหมอก ปี1", "school", "วิทยาลัยเทคนิคเขาจอมหมอก"),
        ("พาไปอยู่แถวซอยเขาตาโล 14 แล้ว", "address", "ซอยเขาตาโล 14"),
        ("ยายอยู่ ม.3 บ้านดอนยานาง ค่ะ", "address", "ม.3 บ้านดอนยานาง"),
        ("ในเกมมันชื่อ xXมารน้อยXx ชวนเปิดกล้อง", "game_id", "xXมารน้อยXx"),
        ("หอในโรงเรียนศึกษานุเคราะห์ที่ ๔ น่ากลัว", "school", "โรงเรียนศึกษานุเคราะห์ที่ ๔"),
    ],
)
def test_what_more_strangers_told_is_hidden_whole(
    privacy: Privacy, text: str, kind: str, value: str
) -> None:
    """Each is a form that the rules had missed in lines of an author who had not seen them."""
    assert [(find.kind, find.value) for find in privacy.find(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "ส่วนสูง 148 หนัก 61 เพื่อนเรียกหมูทุกวัน",
        "น้องชายโดนผึ้งต่อย กินไอติมอยู่",
        "ไอโฟนกับซัมซุงอันไหนดี",
        "ครูที่สอนวิทย์ดุมาก",
        "ม.5 เลือกวิทย์หรือศิลป์ดี",
        "พี่วินหน้าปากซอยใจดี",
        "ห้อง 308 ตึกวิทย์ไม่มีใครอยู่ตอนพัก",
        "เซเว่นหน้าปากซอยรับเด็กอายุ 15 ทำงานมั้ย",
        "mom says I get my phone back on March 3rd",
        "แรงค์ตกจากคอนมาไดม่อน 3",
        "ลิซ่าเป็นคนเดียวที่ทำให้หนูอยากตื่น",
        "ใช้ชื่อ กชมน ทำร้ายตัวเอง",
    ],
)
def test_what_only_resembles_a_detail_stays_readable(privacy: Privacy, text: str) -> None:
    assert privacy.find(text) == ()
