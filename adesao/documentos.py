"""Os documentos que a adesão preenche."""

from pathlib import Path

from adesao.models import DadosDaPrefeitura
from adesao.servicos import representante_atual
from seicidades.comum.formatos import (
    cep_formatado,
    cnpj_formatado,
    data_por_extenso,
    telefone_formatado,
)
from seicidades.documentos.declaracao import (
    Falta,
    Formato,
    TipoDeDocumento,
    registrar_documento,
)
from seicidades.fluxo.models import Implantacao

MODELOS = Path(__file__).with_name("modelos")


def _implantacao(orgao_id: int) -> Implantacao:
    return Implantacao.objects.select_related("orgao__municipio").get(orgao=orgao_id)


def _prefeitura(implantacao: Implantacao) -> DadosDaPrefeitura | None:
    return DadosDaPrefeitura.objects.filter(implantacao=implantacao).first()


def faltas_do_oficio(orgao_id: int) -> list[Falta]:
    implantacao = _implantacao(orgao_id)
    faltas = []
    if _prefeitura(implantacao) is None or not implantacao.orgao.cnpj:
        faltas.append(
            Falta(
                "Faltam o CNPJ e o contato da prefeitura.",
                "Informe os dados da prefeitura.",
                "adesao:prefeitura",
            )
        )
    if representante_atual(implantacao) is None:
        faltas.append(
            Falta(
                "Falta quem representa a prefeitura e assina o ofício.",
                "Informe o nome, o cargo e o mandato.",
                "adesao:representante",
            )
        )
    return faltas


def reunir_oficio(orgao_id: int) -> dict:
    implantacao = _implantacao(orgao_id)
    orgao, prefeitura = implantacao.orgao, _prefeitura(implantacao)
    representante = representante_atual(implantacao)
    return {
        "municipio": {"nome": orgao.municipio.nome},
        "orgao": {"nome": orgao.nome, "cnpj": cnpj_formatado(orgao.cnpj)},
        "prefeitura": {
            "endereco": endereco_por_extenso(prefeitura),
            "email": prefeitura.email,
            "telefone": telefone_formatado(prefeitura.telefone),
        },
        "representante": {
            "nome": representante.nome_publico,
            "cargo": representante.cargo,
            "email": representante.email,
            "mandato_inicio": data_por_extenso(representante.mandato_inicio),
            "mandato_fim": data_por_extenso(representante.mandato_fim),
        },
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


OFICIO_DE_SOLICITACAO = registrar_documento(
    TipoDeDocumento(
        codigo="oficio_de_solicitacao",
        titulo="Ofício de solicitação",
        descricao=(
            "Pede à Secretaria de Gestão e Governo Digital a entrada do município no programa. "
            "Quem representa a prefeitura assina, e o ofício entra no processo de adesão."
        ),
        formatos=(Formato.PDF, Formato.DOCX, Formato.HTML),
        modelo=MODELOS / "oficio_de_solicitacao.html",
        variaveis={
            "municipio.nome": "nome do município",
            "orgao.nome": "nome do órgão",
            "orgao.cnpj": "CNPJ do órgão, com a máscara",
            "prefeitura.endereco": "endereço em uma linha",
            "prefeitura.email": "e-mail institucional",
            "prefeitura.telefone": "telefone, com a máscara",
            "representante.nome": "nome (social, se houver) de quem assina",
            "representante.cargo": "cargo de quem assina",
            "representante.email": "e-mail que será o login no SEI do Estado",
            "representante.mandato_inicio": "primeiro dia do mandato, por extenso",
            "representante.mandato_fim": "último dia do mandato, por extenso",
        },
        exemplo={
            "municipio": {"nome": "Vila Fictícia"},
            "orgao": {
                "nome": "Prefeitura Municipal de Vila Fictícia",
                "cnpj": "12.345.678/0001-95",
            },
            "prefeitura": {
                "endereco": "Rua das Acácias, 100, Centro, CEP 17800-000",
                "email": "gabinete@exemplo.invalid",
                "telefone": "(18) 3502-9000",
            },
            "representante": {
                "nome": "Joaquina Prado",
                "cargo": "Prefeita",
                "email": "joaquina.prado@exemplo.invalid",
                "mandato_inicio": "1º de janeiro de 2025",
                "mandato_fim": "31 de dezembro de 2028",
            },
        },
        reunir=reunir_oficio,
        faltas=faltas_do_oficio,
    )
)
