"""Como datas, números e textos aparecem para quem lê. Python puro: o núcleo usa."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
ESPACO_FIXO = "\N{NO-BREAK SPACE}"  # não parte a linha
DIAS_DA_SEMANA = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
MESES = (
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)


def sem_acentos(texto: str) -> str:
    decomposto = unicodedata.normalize("NFKD", texto)
    return "".join(letra for letra in decomposto if not unicodedata.combining(letra))


def palavras_de_busca(texto: str) -> list[str]:
    """Palavras minúsculas e sem acentos, como a coluna de busca as guarda."""
    return sem_acentos(texto).lower().split()


def so_digitos(texto: str) -> str:
    return re.sub(r"[^0-9]", "", texto)


def lista_e(itens: Iterable) -> str:
    """`["a", "b", "c"]` vira "a, b e c"."""
    textos = [str(item) for item in itens]
    if len(textos) < 2:
        return "".join(textos)
    return f"{', '.join(textos[:-1])} e {textos[-1]}"


def inteiro(numero: int) -> str:
    """35642 vira "35.642"."""
    return f"{numero:,}".replace(",", ".")


def bytes_legiveis(tamanho: int) -> str:
    """Tamanho de arquivo: 421888 vira "412 kB"; 3565158, "3,4 MB"."""
    if tamanho < 1024:
        return f"{tamanho} byte{'' if tamanho == 1 else 's'}"
    if round(tamanho / 1024) < 1024:
        return f"{round(tamanho / 1024)} kB"
    return f"{inteiro_e_decimo(tamanho / 1024**2)} MB"


def inteiro_e_decimo(numero: float) -> str:
    """3.4 vira "3,4" e 20.0, "20"."""
    return f"{numero:.1f}".removesuffix(".0").replace(".", ",")


def dias_uteis_texto(dias: int) -> str:
    """Quantidade de dias úteis; quem chama diz se faltam ou se passaram."""
    dias = abs(dias)
    return f"{dias} {'dia útil' if dias == 1 else 'dias úteis'}"


def ha_dias_uteis(dias: int) -> str:
    """Há quanto tempo foi: "há 12 dias úteis". Zero é hoje ou, em dia sem expediente, o último."""
    return f"há {dias_uteis_texto(dias)}" if dias else "há menos de 1 dia útil"


def duracao(minutos: int) -> str:
    """Tempo como se fala: «20 minutos», «1 hora e meia», «2 horas»."""
    horas, resto = divmod(minutos, 60)
    em_minutos = f"{resto} minuto{'s' if resto != 1 else ''}"
    if not horas:
        return em_minutos
    em_horas = f"{horas} hora{'s' if horas > 1 else ''}"
    if not resto:
        return em_horas
    return f"{em_horas} e {'meia' if resto == 30 else em_minutos}"


def dia_em_sao_paulo(momento: date | datetime) -> date:
    """O dia civil de um instante em São Paulo; uma data fica como está."""
    if not isinstance(momento, datetime):
        return momento
    return _em_sao_paulo(momento).date()


def data_curta(momento: date | datetime) -> str:
    """12/03/2026."""
    return _curta(dia_em_sao_paulo(momento))


@lru_cache(maxsize=4096)  # numa planilha, milhares de células repetem os mesmos dias
def _curta(dia: date) -> str:
    return f"{dia:%d/%m/%Y}"


def data_falada(momento: date | datetime) -> str:
    """sexta, 15/05/2026."""
    dia = dia_em_sao_paulo(momento)
    return f"{DIAS_DA_SEMANA[dia.weekday()]}, {data_curta(dia)}"


def data_por_extenso(momento: date | datetime) -> str:
    """1º de maio de 2026."""
    dia = dia_em_sao_paulo(momento)
    numero = "1º" if dia.day == 1 else str(dia.day)
    return f"{numero} de {MESES[dia.month - 1]} de {dia.year}"


def quando(instante: datetime, agora: datetime) -> str:
    """Instante como se fala: "hoje, 09h14", "08/05, 16h02"; de outro ano, com o ano."""
    local, hoje = _em_sao_paulo(instante), dia_em_sao_paulo(agora)
    return f"{_dia_relativo(local.date(), hoje)}, {local:%Hh%M}"


def _dia_relativo(dia: date, hoje: date) -> str:
    proximos = {hoje: "hoje", hoje - timedelta(days=1): "ontem", hoje + timedelta(days=1): "amanhã"}
    if dia in proximos:
        return proximos[dia]
    return f"{dia:%d/%m}" if dia.year == hoje.year else data_curta(dia)


def _em_sao_paulo(instante: datetime) -> datetime:
    return instante.astimezone(SAO_PAULO) if instante.tzinfo else instante


def cnpj_formatado(cnpj: str) -> str:
    """12ABC34501DE35 vira "12.ABC.345/01DE-35"; o que não tem 14 caracteres fica como está."""
    return _com_mascara(cnpj, (2, 3, 3, 4, 2), "../-")


def cpf_formatado(cpf: str) -> str:
    return _com_mascara(cpf, (3, 3, 3, 2), "..-")


def cpf_mascarado(cpf: str) -> str:
    """O que se mostra na tela: ***.444.777-**. Sem 11 dígitos, nada se mostra."""
    return f"***.{cpf[3:6]}.{cpf[6:9]}-**" if re.fullmatch(r"[0-9]{11}", cpf) else ""


def cep_formatado(cep: str) -> str:
    return _com_mascara(cep, (5, 3), "-")


def telefone_formatado(telefone: str) -> str:
    """1835029000 vira "(18) 3502-9000"; o ramal, se houver, vem depois."""
    numero, _, ramal = telefone.partition(" ramal ")
    return _numero_de_telefone(numero) + (f", ramal {ramal}" if ramal else "")


def _numero_de_telefone(numero: str) -> str:
    if numero.startswith("0800"):
        return f"0800 {numero[4:7]} {numero[7:]}"
    if len(numero) not in (10, 11) or not numero.isdigit():
        return numero
    return f"({numero[:2]}) {numero[2:-4]}-{numero[-4:]}"


def _com_mascara(texto: str, tamanhos: tuple[int, ...], separadores: str) -> str:
    if len(texto) != sum(tamanhos):
        return texto
    partes, inicio = [], 0
    for tamanho, separador in zip(tamanhos, f"{separadores} ", strict=True):
        partes.append(texto[inicio : inicio + tamanho] + separador)
        inicio += tamanho
    return "".join(partes).rstrip()
