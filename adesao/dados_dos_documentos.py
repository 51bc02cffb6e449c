"""O que cada documento da adesão diz, e o que falta para poder dizê-lo.

Só texto, pronto para ser congelado com o documento. CPF não entra: onde um
instrumento o pede, o documento deixa a linha para preencher à mão.
"""

from datetime import date

from django.utils import timezone

from adesao import plano
from adesao.instrumentos import instrumento_do_fluxo
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    PapelNoFluxo,
    Representante,
)
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

ANOS_DE_VIGENCIA = 5  # o máximo: Decreto estadual nº 66.173/2021, art. 10
NINGUEM = {"nome": "", "email": "", "telefone": ""}


def reunir_oficio(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    pessoas = _pessoas(implantacao.orgao)
    return _de_todos(implantacao) | {"contato": pessoas.get(Papel.GESTOR_SEI, NINGUEM)}


def reunir_ficha(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    pessoas = _pessoas(implantacao.orgao)
    instrumentos = _instrumentos(implantacao)
    return _de_todos(implantacao) | {
        "cadastro": _cadastro(representante_atual(implantacao)),
        "instrumentos": [_do_instrumento(i) for i in instrumentos],
        "signatarios": [_do_signatario(s) for i in instrumentos for s in i.signatarios.all()],
        "interlocutores": [
            {"papel": papel.rotulo} | pessoas.get(papel, NINGUEM) for papel in INTERLOCUTORES
        ],
    }


def reunir_plano(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    acordo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO)
    metas = plano.metas_do_instrumento(acordo)
    return _de_todos(implantacao) | {
        "acordo": {"processo": acordo.processo_sei if acordo else ""},
        "objeto": getattr(acordo, "objeto", "") or plano.OBJETO,
        "metas": plano.numerar(metas or plano.METAS),
        "padrao": not metas,
        "vigencia": _vigencia(acordo),
    }


def reunir_guia(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    instrumentos = _instrumentos(implantacao)
    sei = instalacao_do_estado()
    return _de_todos(implantacao) | {
        "cadastro": _cadastro(representante_atual(implantacao)),
        "instrumentos": [_do_instrumento(i) for i in instrumentos],
        "processo": next((i.processo_sei for i in instrumentos if i.processo_sei), ""),
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
    hoje, orgao = timezone.localdate(), implantacao.orgao
    municipio = orgao.municipio
    return {
        "municipio": {"nome": municipio.nome, "codigo_ibge": municipio.codigo_ibge},
        "hoje": data_por_extenso(hoje),
        "ano": str(hoje.year),
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
        "telefone": telefone_formatado(prefeitura.telefone),
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
    pedido, liberado = (
        (_curta(cadastro.pedido_em), _curta(cadastro.liberado_em)) if cadastro else ("", "")
    )
    return {
        "situacao": _situacao_do_cadastro(pedido, liberado),
        "pedido_em": pedido,
        "liberado_em": liberado,
    }


def _situacao_do_cadastro(pedido: str, liberado: str) -> str:
    if liberado:
        return f"liberado em {liberado}"
    return f"pedido em {pedido}, à espera de liberação" if pedido else "ainda não pedido"


def _instrumentos(implantacao: Implantacao) -> list[Instrumento]:
    """O termo e o acordo em uso, nessa ordem, com quem assina."""
    papeis = (PapelNoFluxo.ABRE, PapelNoFluxo.ACORDO)
    achados = (instrumento_do_fluxo(implantacao, papel) for papel in papeis)
    return [instrumento for instrumento in achados if instrumento]


def _do_instrumento(instrumento: Instrumento) -> dict:
    datas = [s.assinado_em for s in instrumento.signatarios.all()]
    return {
        "nome": str(instrumento),
        "processo": instrumento.processo_sei,
        "documento": instrumento.documento_sei,
        "desde": _curta(instrumento.disponibilizado_em),
        "situacao": _situacao_do_instrumento(instrumento, datas),
    }


def _situacao_do_instrumento(instrumento: Instrumento, datas: list[date | None]) -> str:
    if datas and all(datas):
        return f"assinado por todos em {_curta(max(datas))}"
    if any(datas):
        return f"{sum(1 for d in datas if d)} de {len(datas)} assinaturas feitas"
    if instrumento.disponibilizado_em:
        return f"à disposição para assinar desde {_curta(instrumento.disponibilizado_em)}"
    return "em preparo"


def _do_signatario(signatario) -> dict:
    return {
        "instrumento": signatario.instrumento.tipo.sigla or signatario.instrumento.tipo.nome,
        "nome": signatario.nome,
        "cargo": signatario.cargo,
        "por_quem": signatario.por_quem,
        "assinado_em": _curta(signatario.assinado_em),
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
        "telefone": telefone_formatado(pessoa.telefone),
    }


def _vigencia(acordo: Instrumento | None) -> str:
    if acordo and acordo.vigente_ate:
        return (
            f"Este plano vale até {data_por_extenso(acordo.vigente_ate)}, com o acordo. "
            "A prorrogação depende de termo aditivo, proposto antes do fim."
        )
    return (
        "Este plano vale pelo tempo do acordo, contado da assinatura e de no máximo "
        f"{ANOS_DE_VIGENCIA} anos. A prorrogação depende de termo aditivo, proposto antes do fim."
    )


def _curta(dia: date | None) -> str:
    return data_curta(dia) if dia else ""
