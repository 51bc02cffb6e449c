"""O que uma célula de planilha de verdade quer dizer."""

import re
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from seicidades.comum.formatos import MESES, sem_acentos
from seicidades.comum.tabela_csv import CelulaRecusada
from seicidades.comum.validadores import normalizar_processo, validar_processo
from seicidades.fluxo.carga import Coluna

# O que as pessoas escrevem quando não há data.
SEM_DATA = frozenset(
    {"-", "–", "—", ".", "n/a", "na", "n/d", "nd", "nao", "nenhuma", "pendente", "em_aberto"}
)
ERROS_DE_FORMULA = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#VALOR!")
PRIMEIRO_ANO, ULTIMO_ANO = 2010, 2045
ORIGEM_DO_EXCEL = date(1899, 12, 30)
_HORA = r"(?:[t ,]+[0-9]{1,2}[:h][0-9:.]*z?)?"
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _HORA)
_BR = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})" + _HORA)
_EXTENSO = re.compile(
    r"([0-9]{1,2})[ºo°]?(?: de |[-/. ])([a-z]{3,9})\.?(?: de |[-/. ])([0-9]{4}|[0-9]{2})"
)
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_SEM_DIA = (
    re.compile(r"([a-z]{3,9})\.?(?: de |[-/. ])([0-9]{4}|[0-9]{2})"),
    re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})"),
)
_MESES = {sem_acentos(nome)[:3]: n for n, nome in enumerate(MESES, start=1)}
_SITUACOES = {
    "em_andamento": "em_andamento",
    "andamento": "em_andamento",
    "ativa": "em_andamento",
    "ativo": "em_andamento",
    "em_implantacao": "em_andamento",
    "em_producao": "em_andamento",
    "suspensa": "suspensa",
    "suspenso": "suspensa",
    "paralisada": "suspensa",
    "desistente": "desistente",
    "desistiu": "desistente",
    "cancelada": "desistente",
    "habilitada": "habilitada",
    "habilitado": "habilitada",
    "concluida": "habilitada",
    "concluido": "habilitada",
    "nao_iniciada": "nao_iniciada",
    "nao_iniciado": "nao_iniciada",
    "a_iniciar": "nao_iniciada",
}


def em_texto(celula: object) -> str:
    """Como a célula se lê; número inteiro não ganha ",0" e texto perde espaços à toa."""
    if celula is None:
        return ""
    if isinstance(celula, float) and celula.is_integer():
        return str(int(celula))
    if isinstance(celula, datetime):
        return f"{celula:%d/%m/%Y}"
    if isinstance(celula, date):
        return f"{celula:%d/%m/%Y}"
    # O espaço duro e o de largura zero vêm de páginas coladas na planilha.
    texto = str(celula).replace("\xa0", " ").replace("\u200b", "").replace("\ufeff", "")
    return " ".join(texto.split())


def converter(coluna: Coluna, celula: object) -> str | date | None:
    """O valor da célula; vazia, `None`.

    Raises:
        CelulaRecusada: com código, motivo e saída.
    """
    texto = em_texto(celula)
    if texto in ERROS_DE_FORMULA:
        raise CelulaRecusada(
            "formula_com_erro",
            f"A fórmula desta célula deu {texto}.",
            "Escreva o valor no lugar da fórmula.",
        )
    if not texto:
        return None
    return _CONVERSORES[coluna.tipo](texto, coluna, celula)


def _texto(texto: str, coluna: Coluna, celula: object) -> str:
    if len(texto) > coluna.largura:
        raise CelulaRecusada(
            "texto_longo",
            f"O texto tem {len(texto)} letras e cabem {coluna.largura}.",
            "Encurte o texto.",
        )
    if any(ord(letra) < 32 or "\ud800" <= letra <= "\udfff" for letra in texto):
        raise CelulaRecusada(
            "caractere_invalido",
            "A célula tem um caractere de controle, que não se vê.",
            "Apague o conteúdo e digite de novo.",
        )
    return texto


def _ibge(texto: str, coluna: Coluna, celula: object) -> str:
    digitos = re.sub(r"[.\s-]", "", texto)
    if not re.fullmatch(r"[0-9]{6,7}", digitos):
        raise CelulaRecusada(
            "codigo_malformado",
            f"«{texto[:40]}» não é um código do IBGE.",
            "São sete algarismos, começando por 35; ou deixe em branco e escreva o nome da cidade.",
        )
    return digitos


def _email(texto: str, coluna: Coluna, celula: object) -> str:
    email = texto.lower().removeprefix("mailto:")
    try:
        validate_email(email)
    except ValidationError as erro:
        raise CelulaRecusada(
            "email_invalido",
            f"«{texto[:60]}» não é um e-mail.",
            "Escreva um endereço só, como nome@cidade.sp.gov.br.",
        ) from erro
    return _texto(email, coluna, celula)


def _processo(texto: str, coluna: Coluna, celula: object) -> str:
    numero = normalizar_processo(texto)
    try:
        validar_processo(numero)
    except ValidationError as erro:
        raise CelulaRecusada(
            "processo_malformado",
            f"«{texto[:60]}» não é um número de processo.",
            "Escreva como aparece no SEI, por exemplo 018.00001234/2025-56.",
        ) from erro
    return _texto(numero, coluna, celula)


def _situacao(texto: str, coluna: Coluna, celula: object) -> str:
    chave = re.sub(r"[^a-z]+", "_", sem_acentos(texto).lower()).strip("_")
    if chave not in _SITUACOES:
        raise CelulaRecusada(
            "situacao_desconhecida",
            f"«{texto[:40]}» não é uma situação conhecida.",
            "Escreva em andamento, suspensa, desistente, habilitada ou não iniciada.",
        )
    return _SITUACOES[chave]


def _data(texto: str, coluna: Coluna, celula: object) -> date | None:
    if isinstance(celula, date):
        return _no_intervalo(celula.date() if isinstance(celula, datetime) else celula)
    limpo = sem_acentos(texto).lower()
    if limpo.replace(" ", "_") in SEM_DATA:
        return None
    return _no_intervalo(_data_escrita(texto, limpo))


def _data_escrita(texto: str, limpo: str) -> date:
    if achado := _ISO.fullmatch(limpo):
        return _montar(texto, *map(int, achado.groups()))
    if achado := _BR.fullmatch(limpo):
        return _montar(texto, _ano_inteiro(achado[3]), int(achado[2]), int(achado[1]))
    if (achado := _EXTENSO.fullmatch(limpo)) and achado[2][:3] in _MESES:
        return _montar(texto, _ano_inteiro(achado[3]), _MESES[achado[2][:3]], int(achado[1]))
    if achado := _SERIAL.fullmatch(limpo):
        return ORIGEM_DO_EXCEL + timedelta(days=int(achado[1]))
    raise _por_que_nao_e_data(texto, limpo)


def _por_que_nao_e_data(texto: str, limpo: str) -> CelulaRecusada:
    if any(padrao.fullmatch(limpo) for padrao in _SEM_DIA):
        return CelulaRecusada(
            "data_sem_dia",
            f"«{texto[:40]}» diz o mês e não o dia.",
            "Escreva o dia também, como 31/12/2025; se não se sabe, use o último dia do mês.",
        )
    if re.fullmatch(r"[0-9]{4}", limpo):
        return CelulaRecusada(
            "data_so_ano", f"«{texto}» diz só o ano.", "Escreva dia, mês e ano, como 31/12/2025."
        )
    return CelulaRecusada(
        "data_ilegivel",
        f"«{texto[:40]}» não é uma data que se entenda.",
        "Escreva dia, mês e ano, como 31/12/2025, ou deixe em branco.",
    )


def _ano_inteiro(ano: str) -> int:
    return int(ano) + 2000 if len(ano) == 2 else int(ano)


def _montar(texto: str, ano: int, mes: int, dia: int) -> date:
    if mes > 12 and dia <= 12:
        raise CelulaRecusada(
            "mes_e_dia_trocados",
            f"«{texto[:40]}» parece ter o mês antes do dia.",
            f"Escreva {mes:02d}/{dia:02d}/{ano}, com o dia na frente, se é isso.",
        )
    try:
        return date(ano, mes, dia)
    except ValueError as erro:
        raise CelulaRecusada(
            "data_inexistente",
            f"«{texto[:40]}» não existe no calendário.",
            "Confira o dia e o mês.",
        ) from erro


def _no_intervalo(dia: date) -> date:
    if not PRIMEIRO_ANO <= dia.year <= ULTIMO_ANO:
        raise CelulaRecusada(
            "data_fora_do_tempo",
            f"{dia:%d/%m}/{dia.year} está fora do tempo do programa.",
            f"Confira o ano: valem de {PRIMEIRO_ANO} em diante.",
        )
    return dia


_CONVERSORES = {
    "texto": _texto,
    "ibge": _ibge,
    "processo": _processo,
    "email": _email,
    "situacao": _situacao,
    "data": _data,
}
