"""Words that operators' balance answers share, folded: currencies, units that are no money, names of the balance and of what is
beside it. Only hints: an operator whose words are not here is read by the example that a person gave.
"""

from __future__ import annotations

import unicodedata

# One line a currency (or currencies that go by one name): its code first, then what operators write.
_CURRENCIES = """
usd $ us$ dollar dollars dólar dólares دولار доллар долларов 美元
eur € euro euros
rs ₹ inr pkr npr lkr mur scr rupee rupees rupaya রুপি रु रू रुपये रुपए रुपया रूपैयाँ රු ரூ రూ روپے روپیہ
rwf frw frws amafaranga
bif fbu
cdf fc
xof xaf fcfa cfa
gnf fg
mga ar ariary
kmf djf
kes ksh kshs
tzs tsh tshs
ugx ush ushs ugsh
etb birr ብር
ngn ₦ naira
ghs gh¢ gh₵ ¢ ₵ cedi cedis
zmw zmk kwacha
mwk mk
mzn mt mzm meticais metical
aoa kz kwanza kwanzas
zar rand
nad bwp pula
szl lsl maloti emalangeni
zwl zwg zig
sll sle leone leones
lrd gmd dalasi
cve stn escudos
mad dh dirham dirhams aed درهم
dzd da دج د.ج dinar dinars dinara دينار iqd د.ع jod د.أ kwd د.ك bhd د.ب tnd دت د.ت lyd د.ل
egp le. ج.م جنيه جنيها sdg ssp £ gbp pound pounds lbp ل.ل ليرة syp ل.س
sar ريال ر.س qar ر.ق yer ر.ي omr ر.ع irr rial riyal riyals ﷼ تومان toman irt
afn افغانی افغانۍ af ؋
bdt ৳ taka tk টাকা
mmk kyat kyats ကျပ် ks
thb ฿ baht บาท
lak ₭ kip ກີບ
khr ៛ riel រៀល
vnd ₫ đ đồng dong
idr rp rupiah
myr rm ringgit
php ₱ peso pesos mxn ars cop clp uyu dop rd$ cup
cny ¥ ￥ 元 rmb 块 jpy 円 yen
krw ₩ 원
mnt ₮ төгрөг
kzt ₸ тенге
kgs сом с som
uzs сўм so'm
tjs сомони
rub ₽ руб рублей рубль рубля р
uah ₴ грн гривень
gel ₾ лари ლარი
azn ₼ manat manatı
amd ֏ դրամ
tl ₺ lira lirası
ils ₪ שח ש"ח
pen s/ s/. sol soles
bob bs bs. bolivianos ves bolívares bolivares
brl r$ real reais
gtq quetzal quetzales
hnl lempira lempiras
nio c$ córdobas cordobas
crc ₡ colones
pab b/.
pyg gs ₲ guaraníes guaranies
htg gourde gourdes goud
jmd j$ ttd tt$
pgk kina
fjd fj$ wst vuv vatu sbd
"""
_UNITS = """
b kb mb gb tb kib mib gib ko mo go octets кб мб гб б ميجا ميجابايت جيجا جيجابايت م.ب ج.ب مگابایت گیگابایت এমবি জিবি एमबी जीबी
sms smss smses mms msg msgs messages mensajes mensagens смс رسالة رسائل پیامک एसएमएस এসএমএস 条
s sec secs second seconds secondes segundos min mins minute minutes minutos minuti dakika daqiqa мин минут секунд دقيقة دقائق
دقیقه منٹ मिनट मिनिट মিনিট মিনিটের นาที phút menit 分钟 分 ደቂቃ
h hr hrs hour hours heures horas час часов ساعة days day jours jour días dias dia day(s) siku дней дня день يوم أيام روز दिन দিন
วัน ngày hari 天 日 月 年
points point pts puntos pontos баллов баллы point(s) pointi alama poin
%
"""
_BALANCES = """
balance balances bal acc account solde crédit credit saldo salio saldoa baki kiasi salo ikiguzi amafaranga usigaye konto konta
guthaben balanço rest restant remaining available airtime airtimebalance mainbalance mainbal
رصيد رصيدك الرصيد رصيدكم موجودی اعتبار بيلنس بیلنس баланс балансе балансы баланси остаток теңгерім үлдэгдэл hisob
बैलेंस शेष बॅलन्स मौज्दात ब्यालेन्स ব্যালেন্স ব্যালান্স பேலன்ஸ் இருப்பு బ్యాలెన్స్ ಬ್ಯಾಲೆನ್ಸ್ ബാലൻസ് ශේෂය
ሂሳብ ሂሳብዎ ሒሳብ ቀሪ လက်ကျန် လက်ကျန်ငွေ ยอดเงิน ยอดเงินคงเหลือ คงเหลือ ຍອດເງິນ សមតុល្យ dư pulsa bakiye bakiyeniz balansınız balansiniz
余额 餘額 话费余额 残高 잔액
"""
_BESIDE = """
bonus bonuses bonasi bonus's promo promos promotion promotional promotionnel promotionnelle promocional promocionales gift gifts
free offer reward rewards cashback loan loans loaned debt owe owed owing owes advance borrowed emergency due deducted charged
charge fee cost costs price recharge recharged topup min minimum maximum
gratuit gratuits offert offerte cadeau prêt dette dû avance déduit facturé coût prix
bono bonos regalo regalos gratis préstamo deuda debe adelanto costo precio recarga
bônus bónus grátis brinde empréstimo dívida adiantamento custo
deni mkopo zawadi bando bure nyongeza
data internet bundle bundles forfait forfaits paquete pacote paket paketi kuota kuotanya megas voice sms onnet
مكافأة مكافآت مجاني مجانية هدية دين سلفة بونص عرض هدیه رایگان وام قرض بونس اینٹرنیٹ انترنت إنترنت
бонус бонусный бонусов бонусы подарок долг кредит обещанный интернет
बोनस मुफ्त ऋण लोन उधार डेटा इंटरनेट বোনাস ফ্রি ঋণ ইন্টারনেট ডাটা போனஸ் కానుక
ቦነስ ጉርሻ ብድር နောက်ဆု ဘောနပ် ဘောနပ်စ် โบนัส ແຖມ km khuyến mãi hediye borç borcunuz utang hutang pinjaman darurat
赠送 奖金 积分 流量 ボーナス 보너스
"""
_THREE_DECIMALS = """
kwd bhd omr jod tnd lyd iqd د.ك د.ب ر.ع د.أ د.ت دت د.ل د.ع
"""
_ALIKE = str.maketrans("ٱىیېةہھکڪ", "ايييهههكك")


def fold(word: str) -> str:
    """A word as it is compared: case, accents and the forms of a letter do not count."""
    plain = unicodedata.normalize("NFKD", word.translate(_ALIKE)).casefold()
    kept = "".join(
        char for char in plain if not unicodedata.combining(char) and unicodedata.category(char) != "Cf" and char != "ـ"
    )
    return unicodedata.normalize("NFC", kept)


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


CURRENCIES = {fold(word): line.split()[0] for line in _CURRENCIES.strip().splitlines() for word in line.split()}
UNITS = _folded(_UNITS)
BALANCES = _folded(_BALANCES)
BESIDE = _folded(_BESIDE)
THREE_DECIMALS = _folded(_THREE_DECIMALS)
