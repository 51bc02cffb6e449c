"""Os textos da sala que o admin versiona: o decreto em blocos e a folha em que ele sai."""

from pathlib import Path

from regulamentacao.sala.modelo import conferir_modelo, variaveis_do_modelo
from regulamentacao.sala.perguntas import contexto
from seicidades.documentos.declaracao import Formato, TipoDeDocumento, registrar_documento

PASTA = Path(__file__).parent
DA_SALA = "A sala da minuta é que o escreve."
EXEMPLO = contexto(
    {
        "abertura": {"nome": "Joaquina Prado", "cargo": "prefeita"},
        "vigencia": {"revoga": ["Decreto nº 1.234, de 5 de maio de 2015"]},
    },
    municipio="Vila Fictícia",
    ano=2026,
)
PARTES_DE_EXEMPLO = (
    ("epigrafe", "Decreto nº 4.877, de 16 de março de 2026"),
    ("ementa", "Institui o processo administrativo eletrônico."),
    ("preambulo", "A Prefeita do Município de Vila Fictícia decreta:"),
    ("capitulo", "Disposições gerais"),
    ("artigo", "São objetivos:"),
    ("inciso", "rapidez; e"),
    ("inciso", "clareza."),
    ("paragrafo", "O órgão gestor cuidará deles."),
    ("artigo", "Este Decreto entra em vigor na data da sua publicação."),
    ("local_e_data", "Vila Fictícia, 16 de março de 2026."),
    ("assinatura", "Joaquina Prado"),
    ("centro", "Prefeita Municipal"),
)


def _nada_a_reunir(orgao_id: int) -> dict:
    raise LookupError(DA_SALA)


def _sem_faltas(orgao_id: int) -> list:
    return []


DECRETO = registrar_documento(
    TipoDeDocumento(
        codigo="decreto_do_processo_eletronico",
        titulo="Texto do decreto do processo eletrônico",
        descricao=(
            "Os blocos de texto com que a sala da minuta escreve o decreto, um por artigo. "
            'Cada bloco começa por <p class="bloco">assunto.nome: base legal</p>.'
        ),
        formatos=(Formato.PDF,),
        modelo=PASTA / "decreto.html",
        variaveis=variaveis_do_modelo(),
        exemplo=EXEMPLO,
        reunir=_nada_a_reunir,
        faltas=_sem_faltas,
        na_pagina_da_cidade=False,
        conferir=conferir_modelo,
    )
)

MINUTA = registrar_documento(
    TipoDeDocumento(
        codigo="minuta_do_decreto",
        titulo="Minuta do decreto",
        descricao="A folha em que sai a minuta escrita na sala, com o texto já composto.",
        formatos=(Formato.PDF, Formato.DOCX, Formato.HTML),
        modelo=PASTA / "papel.html",
        variaveis={
            "partes": "as partes do decreto, na ordem",
            "partes.classe": "o que a parte é: artigo, paragrafo, inciso…",
            "partes.texto": "o texto da parte, sem o número",
        },
        exemplo={"partes": [{"classe": c, "texto": t} for c, t in PARTES_DE_EXEMPLO]},
        reunir=_nada_a_reunir,
        faltas=_sem_faltas,
        na_pagina_da_cidade=False,
    )
)
