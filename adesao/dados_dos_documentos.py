"""O que cada documento da adesão diz, e o que falta para poder dizê-lo.

Só texto, pronto para ser congelado com o documento. CPF não entra: onde um
instrumento o pede, o documento deixa a linha para preencher à mão.
"""

from datetime import date

from django.utils import timezone

from adesao import plano
from adesao.estados import MESES_NO_MAXIMO, EstadoDoInstrumento
from adesao.instrumentos import instrumento_do_fluxo
from adesao.marcas import fim_de
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    PapelNoFluxo,
    Parte,
    Representante,
)
from adesao.quadro import Ficha, LinhaDeAssinatura, fichas_da_cidade
from adesao.servicos import representante_atual
from seicidades.comum.formatos import (
    cep_formatado,
    cnpj_formatado,
    data_curta,
    data_por_extenso,
    telefone_formatado,
)
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Usuario
from seicidades.documentos.declaracao import Falta
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.instalacoes import endereco_de_conferencia, instalacao_do_estado
from seicidades.municipios.models import Orgao

EM_ASSINATURA = frozenset({EstadoDoInstrumento.LIBERADO, EstadoDoInstrumento.PARCIAL})
NINGUEM = {"nome": "", "email": "", "telefone": ""}


def reunir_oficio(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    pessoas = _pessoas(implantacao.orgao)
    return _de_todos(implantacao) | {"contato": pessoas.get(Papel.GESTOR_SEI, NINGUEM)}


def reunir_ficha(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    pessoas = _pessoas(implantacao.orgao)
    fichas = _fichas(implantacao)
    return _de_todos(implantacao) | {
        "cadastro": _cadastro(representante_atual(implantacao)),
        "instrumentos": [_do_instrumento(f) for f in fichas],
        "signatarios": [_do_signatario(f, linha) for f in fichas for linha in f.ativas],
        "interlocutores": [
            {"papel": papel.rotulo} | pessoas.get(papel, NINGUEM) for papel in INTERLOCUTORES
        ],
    }


def reunir_plano(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    acordo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO)
    metas = plano.metas_registradas(acordo)
    comum = _de_todos(implantacao)
    participes = plano.participes_registrados(acordo) or plano.participes_de_sempre(comum)
    return comum | {
        "acordo": {"processo": acordo.processo_sei if acordo else ""},
        "participes": participes,
        "objeto": (acordo.objeto if acordo else "") or plano.OBJETO,
        "metas": plano.numerar(metas or plano.METAS),
        "padrao": not metas,
        "vigencia": _vigencia(acordo),
    }


def reunir_guia(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    sei, instrumentos = instalacao_do_estado(), [_do_instrumento(f) for f in _fichas(implantacao)]
    return _de_todos(implantacao) | {
        "cadastro": _cadastro(representante_atual(implantacao)),
        "instrumentos": instrumentos,
        "processo": next((i["processo"] for i in instrumentos if i["processo"]), ""),
        "gerente": _pessoas(implantacao.orgao).get(Papel.GERENTE, NINGUEM),
        "sei": {
            "endereco": sei.url_base if sei else "",
            "conferencia": endereco_de_conferencia(sei),
        },
    }


# --- O que falta


def faltas_dos_dados(orgao_id: int) -> list[Falta]:
    """Tudo o que falta da prefeitura e de quem a representa, de uma vez."""
    implantacao = _implantacao(orgao_id)
    return [*_faltas_da_prefeitura(implantacao), *_faltas_do_representante(implantacao)]


def faltas_do_guia(orgao_id: int) -> list[Falta]:
    """O guia é de uma pessoa: basta saber quem."""
    return _faltas_do_representante(_implantacao(orgao_id))


def _faltas_da_prefeitura(implantacao: Implantacao) -> list[Falta]:
    faltas = []
    if not implantacao.orgao.cnpj:
        faltas.append(Falta("Falta o CNPJ da prefeitura.", "Informe o CNPJ.", "adesao:prefeitura"))
    if _prefeitura(implantacao) is None:
        faltas.append(
            Falta(
                "Faltam o endereço, o e-mail e o telefone da prefeitura.",
                "Informe como devem sair nos documentos.",
                "adesao:prefeitura",
            )
        )
    return faltas


def _faltas_do_representante(implantacao: Implantacao) -> list[Falta]:
    representante = representante_atual(implantacao)
    if representante is None:
        return [
            Falta(
                "Falta quem representa a prefeitura e assina.",
                "Informe o nome, o cargo, o e-mail e o mandato.",
                "adesao:representante",
            )
        ]
    if representante.mandato_fim < timezone.localdate():
        fim = data_curta(representante.mandato_fim)
        return [
            Falta(
                f"O mandato de {representante.nome_publico} acabou em {fim}.",
                "Registre quem assumiu a prefeitura, ou corrija o fim do mandato.",
                "adesao:trocar_representante",
            )
        ]
    return []


# --- Peças


def _implantacao(orgao_id: int) -> Implantacao:
    return Implantacao.objects.select_related("orgao__municipio").get(orgao=orgao_id)


def _prefeitura(implantacao: Implantacao) -> DadosDaPrefeitura | None:
    return DadosDaPrefeitura.objects.filter(implantacao=implantacao).first()


def _de_todos(implantacao: Implantacao) -> dict:
    orgao, municipio = implantacao.orgao, implantacao.orgao.municipio
    return {
        "municipio": {"nome": municipio.nome, "codigo_ibge": municipio.codigo_ibge},
        "ano": str(timezone.localdate().year),
        "orgao": {"nome": orgao.nome, "cnpj": cnpj_formatado(orgao.cnpj)},
        "prefeitura": _da_prefeitura(_prefeitura(implantacao)),
        "representante": _do_representante(representante_atual(implantacao)),
    }


def _da_prefeitura(prefeitura: DadosDaPrefeitura | None) -> dict:
    if prefeitura is None:
        return {"endereco": "", "email": "", "telefone": ""}
    return {
        "endereco": endereco_por_extenso(prefeitura),
        "email": prefeitura.email,
        "telefone": _telefone(prefeitura.telefone),
    }


def endereco_por_extenso(prefeitura: DadosDaPrefeitura) -> str:
    """Rua das Acácias, 100, Centro, CEP 17800-000."""
    partes = (
        prefeitura.logradouro,
        prefeitura.numero,
        prefeitura.complemento,
        prefeitura.bairro,
        f"CEP {cep_formatado(prefeitura.cep)}",
    )
    return ", ".join(parte for parte in partes if parte)


def _do_representante(representante: Representante) -> dict:
    return {
        "nome": representante.nome_publico,
        "nome_completo": representante.nome,
        "nome_social": representante.nome_social,
        "cargo": representante.cargo,
        "email": representante.email,
        "mandato_inicio": data_por_extenso(representante.mandato_inicio),
        "mandato_fim": data_por_extenso(representante.mandato_fim),
    }


def _cadastro(representante: Representante | None) -> dict:
    cadastro: CadastroExterno | None = getattr(representante, "cadastro_externo", None)
    if cadastro is None:
        return {"situacao": "ainda não pedido", "pedido_em": "", "liberado_em": ""}
    pedido, liberado = _curta(cadastro.pedido_em), _curta(cadastro.liberado_em)
    if cadastro.desativado_em:
        situacao, liberado = f"desativado em {_curta(cadastro.desativado_em)}", ""
    elif liberado:
        situacao = f"liberado em {liberado}"
    else:
        situacao = f"pedido em {pedido}, à espera de liberação"
    return {"situacao": situacao, "pedido_em": pedido, "liberado_em": liberado}


def _fichas(implantacao: Implantacao) -> list[Ficha]:
    """O termo e o acordo que ainda valem ou podem valer, nessa ordem, com quem assina."""
    fichas = [
        ficha
        for ficha in fichas_da_cidade(implantacao)
        if ficha.estado != EstadoDoInstrumento.ENCERRADO
        and ficha.instrumento.tipo.papel_no_fluxo != PapelNoFluxo.OUTRO
    ]
    return sorted(fichas, key=lambda f: (f.instrumento.tipo.ordem, f.instrumento.pk))


def _do_instrumento(ficha: Ficha) -> dict:
    instrumento = ficha.instrumento
    return {
        "nome": str(instrumento),
        "processo": instrumento.processo_sei,
        "documento": instrumento.documento_sei,
        "desde": _curta(instrumento.disponibilizado_em),
        "situacao": _situacao_do_instrumento(ficha),
    }


def _situacao_do_instrumento(ficha: Ficha) -> str:
    """O estado e, enquanto se assina, em que pé está cada assinatura do município."""
    if ficha.estado not in EM_ASSINATURA:
        return ficha.estado.rotulo
    do_municipio = [a for a in ficha.ativas if a.signatario.parte == Parte.MUNICIPIO]
    nomes = (f"{a.signatario.nome}, {a.em_palavras}" for a in do_municipio)
    return "; ".join([ficha.estado.rotulo, *nomes])


def _do_signatario(ficha: Ficha, linha: LinhaDeAssinatura) -> dict:
    tipo, signatario = ficha.instrumento.tipo, linha.signatario
    return {
        "instrumento": tipo.sigla or tipo.nome,
        "nome": signatario.nome,
        "cargo": signatario.cargo,
        "por_quem": signatario.por_quem,
        "situacao": linha.em_palavras,
    }


def _pessoas(orgao: Orgao) -> dict[str, dict]:
    """O titular de hoje de cada papel."""
    vinculos = orgao.vinculos.ativos(timezone.localdate()).filter(suplente=False)
    vinculos = vinculos.exclude(papel=Papel.APOIO).select_related("usuario")
    return {v.papel: _da_pessoa(v.usuario) for v in vinculos.order_by("inicio", "pk")}


def _da_pessoa(pessoa: Usuario) -> dict:
    return {
        "nome": pessoa.nome_publico,
        "email": pessoa.email,
        "telefone": _telefone(pessoa.telefone),
    }


def _vigencia(acordo: Instrumento | None) -> str:
    fim = fim_de(acordo, timezone.localdate()) if acordo else None
    if fim:
        ate = f"até {data_por_extenso(fim)}, com o acordo"
    elif acordo and acordo.vigencia_meses:
        ate = f"por {acordo.vigencia_meses} meses, contados da última assinatura do acordo"
    else:
        ate = f"pelo tempo do acordo, no máximo {MESES_NO_MAXIMO // 12} anos contados da assinatura"
    return f"Este plano vale {ate}. A prorrogação depende de termo aditivo, proposto antes do fim."


def _telefone(numero: str) -> str:
    """O DDD não se separa do número no fim da linha."""
    return telefone_formatado(numero).replace(") ", ")\N{NO-BREAK SPACE}")


def _curta(dia: date | None) -> str:
    return data_curta(dia) if dia else ""
