"""Os documentos que a adesão preenche, na ordem em que se usam."""

from pathlib import Path

from adesao import dados_dos_documentos as dados
from adesao import plano
from seicidades.documentos.declaracao import Formato, TipoDeDocumento, registrar_documento

MODELOS = Path(__file__).with_name("modelos")
PARA_EDITAR = (Formato.PDF, Formato.DOCX, Formato.HTML)

VARIAVEIS = {
    "municipio.nome": "nome do município",
    "municipio.codigo_ibge": "código do município no IBGE",
    "ano": "o ano em que se gera",
    "orgao.nome": "nome do órgão",
    "orgao.cnpj": "CNPJ do órgão, com a máscara",
    "prefeitura.endereco": "endereço em uma linha",
    "prefeitura.email": "e-mail institucional",
    "prefeitura.telefone": "telefone, com a máscara",
    "representante.nome": "nome (social, se houver) de quem assina",
    "representante.nome_completo": "nome civil de quem assina",
    "representante.nome_social": "nome social; pode estar vazio",
    "representante.cargo": "cargo de quem assina",
    "representante.email": "e-mail que será o login no SEI do Estado",
    "representante.mandato_inicio": "primeiro dia do mandato, por extenso",
    "representante.mandato_fim": "último dia do mandato, por extenso",
}
EXEMPLO = {
    "municipio": {"nome": "Vila Fictícia", "codigo_ibge": "3599999"},
    "ano": "2026",
    "orgao": {"nome": "Prefeitura Municipal de Vila Fictícia", "cnpj": "12.345.678/0001-95"},
    "prefeitura": {
        "endereco": "Rua das Acácias, 100, Centro, CEP 17800-000",
        "email": "gabinete@exemplo.invalid",
        "telefone": "(18) 3502-9000",
    },
    "representante": {
        "nome": "Joaquina Prado",
        "nome_completo": "Joaquina Prado",
        "nome_social": "",
        "cargo": "Prefeita",
        "email": "joaquina.prado@exemplo.invalid",
        "mandato_inicio": "1º de janeiro de 2025",
        "mandato_fim": "31 de dezembro de 2028",
    },
}
DO_CADASTRO = {
    "cadastro.situacao": "em que pé está o cadastro de usuário externo",
    "cadastro.pedido_em": "dia do pedido; pode estar vazio",
    "cadastro.liberado_em": "dia da liberação; pode estar vazio",
}
DOS_INSTRUMENTOS = {
    "instrumentos": "o termo e o acordo em uso; pode estar vazia",
    "instrumentos.nome": "tipo e número",
    "instrumentos.processo": "processo no SEI do Estado",
    "instrumentos.documento": "número do documento no SEI",
    "instrumentos.desde": "dia em que ficou à disposição",
    "instrumentos.situacao": "em que pé estão as assinaturas",
}
CADASTRO_DE_EXEMPLO = {
    "situacao": "liberado em 18/02/2026",
    "pedido_em": "16/02/2026",
    "liberado_em": "18/02/2026",
}
INSTRUMENTOS_DE_EXEMPLO = [
    {
        "nome": "Termo de Adesão 12/2026",
        "processo": "018.00012345/2024-39",
        "documento": "6001234",
        "desde": "20/02/2026",
        "situacao": "liberado para assinatura; Joaquina Prado, assinatura liberada em "
        "20/02/2026, vale até 06/03/2026",
    }
]
PESSOA_DE_EXEMPLO = {
    "nome": "Davi Rocha",
    "email": "davi.rocha@exemplo.invalid",
    "telefone": "(18) 3502-9010",
}

OFICIO_DE_SOLICITACAO = registrar_documento(
    TipoDeDocumento(
        codigo="oficio_de_solicitacao",
        titulo="Ofício de solicitação",
        descricao=(
            "Pede à Secretaria de Gestão e Governo Digital a entrada do município no programa. "
            "Quem representa a prefeitura assina, e o ofício entra no processo de adesão."
        ),
        formatos=PARA_EDITAR,
        modelo=MODELOS / "oficio_de_solicitacao.html",
        variaveis=VARIAVEIS
        | {
            "contato.nome": "quem é o Gestor SEI; pode estar vazio",
            "contato.email": "e-mail do Gestor SEI; pode estar vazio",
            "contato.telefone": "telefone do Gestor SEI; pode estar vazio",
        },
        exemplo=EXEMPLO | {"contato": PESSOA_DE_EXEMPLO},
        reunir=dados.reunir_oficio,
        faltas=dados.faltas_dos_dados,
    )
)

FICHA_DE_DADOS = registrar_documento(
    TipoDeDocumento(
        codigo="ficha_de_dados",
        titulo="Ficha de dados para o Termo e o ACT",
        descricao=(
            "Reúne numa folha o que o Termo de Adesão e o acordo de cooperação pedem da "
            "prefeitura, para o gabinete conferir antes que os instrumentos sejam preenchidos."
        ),
        formatos=(Formato.PDF,),
        modelo=MODELOS / "ficha_de_dados.html",
        variaveis=VARIAVEIS
        | DO_CADASTRO
        | DOS_INSTRUMENTOS
        | {
            "signatarios": "quem assina cada instrumento; pode estar vazia",
            "signatarios.instrumento": "sigla ou nome do instrumento",
            "signatarios.nome": "nome de quem assina",
            "signatarios.cargo": "cargo de quem assina",
            "signatarios.por_quem": "por qual partícipe",
            "signatarios.situacao": "em que pé está a assinatura",
            "interlocutores": "os quatro papéis do município",
            "interlocutores.papel": "nome do papel",
            "interlocutores.nome": "titular; vazio, se não há",
            "interlocutores.email": "e-mail do titular",
            "interlocutores.telefone": "telefone do titular",
        },
        exemplo=EXEMPLO
        | {
            "cadastro": CADASTRO_DE_EXEMPLO,
            "instrumentos": INSTRUMENTOS_DE_EXEMPLO,
            "signatarios": [
                {
                    "instrumento": "Termo de Adesão",
                    "nome": "Joaquina Prado",
                    "cargo": "Prefeita",
                    "por_quem": "pelo município",
                    "situacao": "assinatura liberada em 20/02/2026, vale até 06/03/2026",
                }
            ],
            "interlocutores": [
                {"papel": "Gestor SEI"} | PESSOA_DE_EXEMPLO,
                {"papel": "Gestor de TI"} | dados.NINGUEM,
            ],
        },
        reunir=dados.reunir_ficha,
        faltas=dados.faltas_dos_dados,
    )
)

PLANO_DE_TRABALHO = registrar_documento(
    TipoDeDocumento(
        codigo="plano_de_trabalho",
        titulo="Plano de trabalho",
        descricao=(
            "Metas, etapas, responsáveis e prazos da cooperação, para acompanhar o acordo. Sai "
            "com o que foi registrado no acordo ou com o plano que o programa sugere."
        ),
        formatos=PARA_EDITAR,
        modelo=MODELOS / "plano_de_trabalho.html",
        variaveis=VARIAVEIS
        | {
            "acordo.processo": "processo no SEI do Estado; pode estar vazio",
            "participes": "as partes do acordo",
            "participes.papel": "partícipe, interveniente ou anuente",
            "participes.nome": "nome da parte",
            "participes.cnpj": "CNPJ; pode estar vazio",
            "participes.representante": "quem a representa; pode estar vazio",
            "participes.cargo": "cargo de quem a representa; pode estar vazio",
            "objeto": "o que se pretende com a cooperação",
            "metas": "as metas do acordo, ou as sugeridas",
            "metas.numero": "a ordem da meta",
            "metas.descricao": "o que se quer alcançar",
            "metas.etapas": "as etapas da meta",
            "metas.etapas.descricao": "o que se faz",
            "metas.etapas.responsavel": "quem faz",
            "metas.etapas.quando": "de quando a quando",
            "padrao": "se as metas são as sugeridas pelo programa",
            "vigencia": "até quando o plano vale",
        },
        exemplo=EXEMPLO
        | {
            "acordo": {"processo": "018.00012345/2024-39"},
            "participes": plano.participes_de_sempre(EXEMPLO),
            "objeto": plano.OBJETO,
            "metas": plano.numerar(plano.METAS),
            "padrao": True,
            "vigencia": "Este plano vale até 28 de fevereiro de 2031, com o acordo.",
        },
        reunir=dados.reunir_plano,
        faltas=dados.faltas_dos_dados,
    )
)

GUIA_DO_GABINETE = registrar_documento(
    TipoDeDocumento(
        codigo="guia_do_gabinete",
        titulo="Guia do gabinete para assinar no SEI",
        descricao=(
            "Explica à prefeita ou ao prefeito, passo a passo, como se cadastrar no SEI do "
            "Estado, assinar e conferir, com a situação de hoje e a quem perguntar."
        ),
        formatos=(Formato.PDF,),
        modelo=MODELOS / "guia_do_gabinete.html",
        variaveis=VARIAVEIS
        | DO_CADASTRO
        | DOS_INSTRUMENTOS
        | {
            "processo": "processo no SEI do Estado; pode estar vazio",
            "gerente.nome": "gerente de projetos; pode estar vazio",
            "gerente.email": "e-mail do gerente; pode estar vazio",
            "gerente.telefone": "telefone do gerente; pode estar vazio",
            "sei.endereco": "endereço do SEI do Estado; pode estar vazio",
            "sei.conferencia": "página que confere documentos; pode estar vazio",
        },
        exemplo=EXEMPLO
        | {
            "cadastro": CADASTRO_DE_EXEMPLO,
            "instrumentos": INSTRUMENTOS_DE_EXEMPLO,
            "processo": "018.00012345/2024-39",
            "gerente": PESSOA_DE_EXEMPLO | {"nome": "Lia Moura", "email": "lia@exemplo.invalid"},
            "sei": {
                "endereco": "https://sei.exemplo.invalid/sei",
                "conferencia": "https://sei.exemplo.invalid/sei/controlador_externo.php"
                "?acao=documento_conferir&id_orgao_acesso_externo=0",
            },
        },
        reunir=dados.reunir_guia,
        faltas=dados.faltas_do_guia,
    )
)
