"""Os documentos dos interlocutores: a portaria, o resumo para quem toma posse e os cartões."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from interlocutores import cartoes, exemplos, quadro, servicos
from interlocutores.models import Designacao
from seicidades.comum.formatos import (
    ESPACO_FIXO,
    data_curta,
    data_falada,
    data_por_extenso,
    telefone_formatado,
)
from seicidades.comum.papeis import INTERLOCUTORES, Lado, Papel
from seicidades.contas.models import Vinculo
from seicidades.documentos.declaracao import Falta, Formato, TipoDeDocumento, registrar_documento
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.estado import ROTULOS_DA_ETAPA, ROTULOS_DA_IMPLANTACAO

MODELOS = Path(__file__).with_name("modelos")
PROXIMOS_ITENS = 5  # com os de assinar, o que cabe na página


def _implantacao(orgao_id: int) -> Implantacao:
    return Implantacao.objects.select_related("orgao__municipio", "versao").get(orgao=orgao_id)


def _lugar(implantacao: Implantacao) -> dict:
    orgao = implantacao.orgao
    return {
        "municipio": {"nome": orgao.municipio.nome},
        "orgao": {"nome": orgao.nome},
        "hoje": data_por_extenso(timezone.now()),
    }


DO_LUGAR = {
    "municipio.nome": "nome do município",
    "orgao.nome": "nome do órgão",
    "hoje": "o dia em que se gera, por extenso",
}


# --- Portaria de designação


def _representante(implantacao: Implantacao) -> str:
    """O nome de quem representa o município, se tem conta; vazio, se não."""
    vinculo = (
        implantacao.orgao.vinculos.ativos(timezone.localdate())
        .filter(papel=Papel.REPRESENTANTE, suplente=False)
        .select_related("usuario")
        .first()
    )
    return vinculo.usuario.nome_publico if vinculo else ""


def faltas_da_portaria(orgao_id: int) -> list[Falta]:
    implantacao = _implantacao(orgao_id)
    return [
        Falta(
            f"Falta quem exerce o papel de {papel.rotulo}.",
            "Designe a pessoa; a portaria sai com os quatro nomes.",
            f"interlocutores:{papel}",
        )
        for papel in INTERLOCUTORES
        if servicos.designacao_de(implantacao, papel) is None
    ]


def reunir_portaria(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    lugares = quadro.montar(implantacao).values()
    return _lugar(implantacao) | {
        "autoridade": {"nome": _representante(implantacao)},
        "ano": str(timezone.localdate().year),
        "papeis": [
            {
                "papel": lugar.papel.rotulo,
                "titular": _qualificar(lugar.titular),
                "suplente": _qualificar(lugar.suplente),
            }
            for lugar in lugares
        ],
        "atribuicoes": [
            {
                "papel": lugar.papel.rotulo,
                "texto": _minuscula(cartoes.CARTOES[lugar.papel].em_uma_frase),
            }
            for lugar in lugares
        ],
    }


def _qualificar(ocupante: quadro.Ocupante | None) -> str:
    """Nome, matrícula, cargo e unidade, como a portaria escreve; vazio, se não há ninguém."""
    if ocupante is None:
        return ""
    designacao = ocupante.designacao
    nome = designacao.nome_publico
    if designacao.nome_social:
        nome = f"{designacao.nome_social} (nome civil: {designacao.nome})"
    matricula = f"matrícula {designacao.matricula}" if designacao.matricula else ""
    partes = (nome, matricula, designacao.cargo, designacao.unidade)
    return ", ".join(parte for parte in partes if parte)


def _minuscula(frase: str) -> str:
    """A frase no meio de outra: sem maiúscula e sem ponto."""
    return frase[0].lower() + frase[1:].rstrip(".")


PORTARIA_DE_DESIGNACAO = registrar_documento(
    TipoDeDocumento(
        codigo="portaria_de_designacao",
        titulo="Portaria de designação",
        descricao=(
            "Designa os quatro interlocutores e os suplentes. Sai pronta para numerar e assinar; "
            "depois de publicada, registre o ato."
        ),
        formatos=(Formato.PDF, Formato.DOCX, Formato.HTML),
        modelo=MODELOS / "portaria_de_designacao.html",
        variaveis=DO_LUGAR
        | {
            "autoridade.nome": "quem representa o município; vazio, se não tem conta",
            "ano": "o ano de hoje",
            "papeis": "os quatro papéis, na ordem do programa",
            "papeis.papel": "nome do papel",
            "papeis.titular": "nome, matrícula, cargo e unidade de quem é titular",
            "papeis.suplente": "o mesmo de quem é suplente; vazio, se não há",
            "atribuicoes": "o que cabe a cada papel",
            "atribuicoes.papel": "nome do papel",
            "atribuicoes.texto": "o que cabe a ele, em uma frase",
        },
        exemplo=exemplos.PORTARIA,
        reunir=reunir_portaria,
        faltas=faltas_da_portaria,
        papeis=frozenset({Papel.REPRESENTANTE, Papel.GESTOR_SEI}),
    )
)


# --- Resumo para o novo mandato


def faltas_do_resumo(orgao_id: int) -> list[Falta]:
    if _implantacao(orgao_id).inicio:
        return []
    return [Falta("A implantação ainda não começou.", "O resumo conta onde ela está: inicie-a.")]


def reunir_resumo(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    hoje = timezone.localdate()
    return _lugar(implantacao) | {
        "situacao": ROTULOS_DA_IMPLANTACAO[implantacao.situacao],
        "inicio": data_curta(implantacao.inicio),
        "producao": data_curta(implantacao.producao_em) if implantacao.producao_em else "",
        "vez": Lado(implantacao.vez_de).rotulo,
        "dias_da_vez": (hoje - (implantacao.vez_desde or hoje)).days,
        "etapas": _etapas(implantacao),
        "pessoas": [
            {"papel": lugar.papel.rotulo, "quem": _quem(lugar)}
            for lugar in quadro.montar(implantacao).values()
        ],
        "proximos": list(_proximos(implantacao, so_do_gabinete=False))[:PROXIMOS_ITENS],
        "assinar": list(_proximos(implantacao, so_do_gabinete=True))[:PROXIMOS_ITENS],
    }


def _etapas(implantacao: Implantacao) -> list[dict]:
    titulos = {e.chave: e.titulo for e in implantacao.roteiro.etapas}
    return [
        {
            "titulo": titulos[etapa.chave],
            "situacao": ROTULOS_DA_ETAPA[etapa.situacao],
            "itens": f"{etapa.itens_resolvidos} de {etapa.itens_total}",
        }
        for etapa in implantacao.etapas.order_by("ordem", "trilha")
        if etapa.chave in titulos
    ]


def _quem(lugar: quadro.Lugar) -> str:
    designados = [_contato(o.designacao, o.designacao.telefone) for o in lugar.ocupantes]
    a_completar = [_contato(v, v.usuario.telefone) for v in lugar.a_completar]
    return "; ".join(designados + a_completar) or "vago"


def _contato(quem: Designacao | Vinculo, telefone: str) -> str:
    pessoa = quem if isinstance(quem, Designacao) else quem.usuario
    suplencia = " (suplente)" if quem.suplente else ""
    fone = telefone_formatado(telefone).replace(" ", ESPACO_FIXO) if telefone else ""
    return ", ".join(parte for parte in (f"{pessoa.nome_publico}{suplencia}", fone) if parte)


def _proximos(implantacao: Implantacao, *, so_do_gabinete: bool) -> Iterator[dict]:
    """Os itens que já podem ser feitos; os de quem representa o município são os de assinar."""
    itens = implantacao.itens.por_fazer().filter(pode_ser_feito=True).order_by("ordem")
    definicoes = implantacao.roteiro.itens
    for item in itens:
        if (item.papel == Papel.REPRESENTANTE) == so_do_gabinete and item.chave in definicoes:
            yield {
                "titulo": definicoes[item.chave].titulo,
                "papel": Papel(item.papel).rotulo,
                "prazo": data_curta(item.prazo) if item.prazo else "",
            }


RESUMO_PARA_O_NOVO_MANDATO = registrar_documento(
    TipoDeDocumento(
        codigo="resumo_para_o_novo_mandato",
        titulo="Resumo para o novo mandato",
        descricao=(
            "Uma página para quem toma posse: onde a cidade está, quem responde, o que vem a "
            "seguir e o que há para assinar."
        ),
        formatos=(Formato.PDF, Formato.DOCX),
        modelo=MODELOS / "resumo_para_o_novo_mandato.html",
        variaveis=DO_LUGAR
        | {
            "situacao": "situação da implantação",
            "inicio": "dia em que ela começou",
            "producao": "dia em que o SEI entrou em uso; vazio, se ainda não",
            "vez": "de quem é a vez",
            "dias_da_vez": "há quantos dias corridos",
            "etapas": "as etapas, na ordem",
            "etapas.titulo": "nome da etapa",
            "etapas.situacao": "situação da etapa",
            "etapas.itens": "itens prontos do total",
            "pessoas": "os quatro papéis",
            "pessoas.papel": "nome do papel",
            "pessoas.quem": "nome e telefone de titular e suplente, ou vago",
            "proximos": "o que vem a seguir",
            "proximos.titulo": "o que fazer",
            "proximos.papel": "quem faz",
            "proximos.prazo": "até quando; vazio, se não corre prazo",
            "assinar": "o que espera quem representa o município",
            "assinar.titulo": "o que fazer",
            "assinar.papel": "quem faz",
            "assinar.prazo": "até quando; vazio, se não corre prazo",
        },
        exemplo=exemplos.RESUMO,
        reunir=reunir_resumo,
        faltas=faltas_do_resumo,
    )
)


# --- Cartões dos papéis


def _cartao(papel: Papel) -> TipoDeDocumento:
    cartao = cartoes.CARTOES[papel]

    def reunir(orgao_id: int) -> dict:
        implantacao = _implantacao(orgao_id)
        designacao = servicos.designacao_de(implantacao, papel)
        semana = cartoes.primeira_semana(implantacao, papel, designacao)
        return _lugar(implantacao) | {
            "papel": papel.rotulo,
            "em_uma_frase": cartao.em_uma_frase,
            "quem": designacao.nome_publico if designacao else "",
            "faz": list(cartao.faz),
            "nao_faz": list(cartao.nao_faz),
            "fala_com": cartao.fala_com,
            "semana": [
                {
                    "dia": data_falada(marcado.dia),
                    "titulo": marcado.passo.titulo,
                    "texto": marcado.passo.texto,
                }
                for marcado in semana
            ],
        }

    return TipoDeDocumento(
        codigo=f"cartao_{papel}",
        titulo=f"Cartão: {papel.rotulo}",
        descricao=f"Uma página: o que faz o {papel.rotulo} e a agenda da primeira semana.",
        formatos=(Formato.PDF,),
        modelo=MODELOS / "cartao_do_papel.html",
        variaveis=DO_LUGAR
        | {
            "papel": "nome do papel",
            "em_uma_frase": "o papel em uma frase",
            "quem": "quem o exerce; vazio, se está vago",
            "faz": "o que faz, frase a frase",
            "nao_faz": "o que não é com ele, frase a frase",
            "fala_com": "com quem fala",
            "semana": "a primeira semana",
            "semana.dia": "o dia, por extenso",
            "semana.titulo": "o que fazer",
            "semana.texto": "como",
        },
        exemplo=exemplos.CARTAO,
        reunir=reunir,
        faltas=lambda orgao_id: [],
    )


CARTOES_DOS_PAPEIS = {papel: registrar_documento(_cartao(papel)) for papel in INTERLOCUTORES}
