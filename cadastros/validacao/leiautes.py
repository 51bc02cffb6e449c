"""As colunas dos arquivos de carga, na ordem em que o SEI os lê.

No arquivo para o SEI as colunas valem pela posição e o cabeçalho é exato. Na
entrada, `apelidos` diz como as prefeituras costumam chamar cada uma. Larguras
conhecidas vêm da base do SIP (órgão e unidade: sigla 30, descrição 250; usuário:
sigla, nome, nome social e e-mail 100; perfil 100). As demais usam
`LARGURA_GERAL`, limite deste programa.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

LARGURA_GERAL = 250


@dataclass(frozen=True, slots=True)
class Coluna:
    """Uma coluna do arquivo: `campo` é o nome no programa; `cabecalho`, o do arquivo.

    `apelidos`: outros títulos por que se reconhece, só letras e algarismos.
    `padrao`: o que vale em toda linha se o arquivo não traz a coluna.
    `repetivel`: a pessoa pode dizer de uma vez o que vale onde falta; nunca dado pessoal.
    """

    posicao: int
    cabecalho: str
    campo: str
    rotulo: str
    largura: int = LARGURA_GERAL
    obrigatoria: bool = False
    apelidos: str = ""
    padrao: str = ""
    repetivel: bool = False


@dataclass(frozen=True)
class Leiaute:
    """Um tipo de arquivo de carga."""

    nome: str
    colunas: tuple[Coluna, ...]

    @cached_property
    def cabecalho(self) -> list[str]:
        return [c.cabecalho for c in self.colunas]

    @cached_property
    def por_campo(self) -> Mapping[str, Coluna]:
        return {c.campo: c for c in self.colunas}


UNIDADES = Leiaute(
    "unidades",
    (
        Coluna(
            0,
            "0-Seq.",
            "sequencia",
            "Sequência",
            apelidos="seq sequencia numero num n no item ordem index indice",
        ),
        Coluna(
            1,
            "1-orgaoUnidade",
            "orgao",
            "Sigla do órgão",
            30,
            True,
            repetivel=True,
            apelidos=(
                "orgao siglaorgao siglaoorgao siglaedoorgao sigladoorgao orgaosip entidade "
                "prefeitura"
            ),
        ),
        Coluna(
            2,
            "2-siglaUnidade",
            "sigla",
            "Sigla da unidade",
            30,
            True,
            apelidos="sigla siglauo siglasetor sigladosetor sigladaunidade unidadesigla siglas",
        ),
        Coluna(
            3,
            "3-descricaoUnidade",
            "descricao",
            "Nome da unidade",
            250,
            True,
            apelidos=(
                "descricao nome nomeunidade nomedaunidade unidade setor nomedosetor denominacao "
                "secretariasetor secretariadepartamento unidadesetor setorunidade "
                "lotacao departamento nomecompleto nomedaunidadeadministrativa "
                "unidadeadministrativa"
            ),
        ),
        Coluna(
            4,
            "4-superiorNaHierarquia",
            "superior",
            "Unidade superior",
            30,
            apelidos=(
                "superior unidadesuperior subordinacao subordinadaa subordinadoa subordinada "
                "subordinado vinculadaa vinculadoa vinculada vinculado vinculacao pai unidadepai "
                "siglasuperior siglaunidadesuperior siglapai sigladasuperior "
                "superiorhierarquico hierarquia respondea"
            ),
        ),
        Coluna(
            5,
            "5-emailUnidade",
            "email",
            "E-mail da unidade",
            apelidos=(
                "email emaildaunidade correioeletronico emailinstitucional emailsetor emaildosetor"
            ),
        ),
        Coluna(
            6,
            "6-usaEndereçoDoÓrgao?",
            "usa_endereco_do_orgao",
            "Usa o endereço do órgão",
            padrao="S",
            repetivel=True,
            apelidos=(
                "usaenderecodoorgao usaoenderecodoorgao usaendereco enderecodoorgao "
                "mesmoendereco mesmoenderecodoorgao"
            ),
        ),
        Coluna(
            7,
            "7-endereçoUnidade",
            "endereco",
            "Endereço",
            apelidos="endereco logradouro rua enderecodaunidade enderecocompleto",
        ),
        Coluna(
            8,
            "8-complementoEndereco",
            "complemento",
            "Complemento",
            apelidos="complemento complementodoendereco",
        ),
        Coluna(9, "9-bairroUnidade", "bairro", "Bairro", apelidos="bairro"),
        Coluna(10, "10-UFUnidade", "uf", "UF", apelidos="uf estado", repetivel=True),
        Coluna(
            11, "11-cidadeUnidade", "cidade", "Cidade", apelidos="cidade municipio", repetivel=True
        ),
        Coluna(12, "12-CEPUnidade", "cep", "CEP", apelidos="cep"),
        Coluna(13, "13-CNPJUnidade", "cnpj", "CNPJ", 18, apelidos="cnpj cnpjdaunidade"),
        Coluna(
            14,
            "14-telefoneUnidade",
            "telefone",
            "Telefone",
            apelidos="telefone fone tel ramal telefonedaunidade telefones contato telefoneramal",
        ),
        Coluna(
            15,
            "15-siteUnidade",
            "site",
            "Site",
            apelidos="site sitio pagina url homepage paginanainternet",
        ),
    ),
)

USUARIOS = Leiaute(
    "usuários",
    (
        Coluna(
            0,
            "0.Index",
            "sequencia",
            "Sequência",
            apelidos="seq sequencia numero num n no item ordem indice",
        ),
        Coluna(
            1,
            "1.orgao",
            "orgao",
            "Sigla do órgão",
            30,
            True,
            repetivel=True,
            apelidos="siglaorgao sigladoorgao orgaosip entidade prefeitura orgaousuario",
        ),
        Coluna(
            2,
            "2.sigla",
            "sigla",
            "Sigla do usuário (login)",
            100,
            True,
            apelidos=(
                "login usuario logindeusuario usuariorede usuariodarede siglausuario "
                "sigladousuario loginderede loginrede usuarioderede logindousuario siglalogin "
                "usuarioad loginad siglausuariologin sigladousuariologin"
            ),
        ),
        Coluna(
            3,
            "3.nome",
            "nome",
            "Nome",
            100,
            True,
            apelidos=(
                "nomecompleto servidor nomedoservidor nomeservidor funcionario "
                "nomedofuncionario colaborador nomedousuario nomeusuario"
            ),
        ),
        Coluna(4, "4.nomeSocial", "nome_social", "Nome social", 100, apelidos="nomesocial"),
        Coluna(
            5,
            "5.cpf",
            "cpf",
            "CPF",
            14,
            apelidos="cpfdoservidor numerodocpf ncpf cpfn nocpf nrocpf cpfdousuario cpfusuario",
        ),
        Coluna(
            6,
            "6.emailInstitucional",
            "email",
            "E-mail institucional",
            100,
            apelidos=(
                "email correioeletronico emaildoservidor emaildousuario emailusuario "
                "emailfuncional mail"
            ),
        ),
        Coluna(
            7,
            "7.unidadePrimeiraPermissao",
            "unidade",
            "Unidade da primeira permissão",
            30,
            True,
            apelidos=(
                "unidade setor lotacao setorlotacao lotacaosetor unidadesetor siglaunidade "
                "sigladaunidade departamento secretaria "
                "unidadelotacao unidadedelotacao local unidadedaprimeirapermissao siglasetor "
                "sigladosetor"
            ),
        ),
        Coluna(
            8,
            "8.perfilPrimeiraPermissao",
            "perfil",
            "Perfil da primeira permissão",
            100,
            True,
            repetivel=True,
            apelidos=(
                "perfil permissao perfildeacesso perfilsei tipodeacesso "
                "perfildaprimeirapermissao acesso"
            ),
        ),
    ),
)

UNIDADE_GLOBAL = "*"
PERFIL_BASICO = "Básico"
PERFIL_COLABORADOR = "Colaborador (Básico sem Assinatura)"
# Perfis de uma instalação nova do SEI 4.1 e do SIP 3.1.
PERFIS = (
    PERFIL_BASICO,
    PERFIL_COLABORADOR,
    "Administrador",
    "Informática",
    "Arquivamento",
    "Ouvidoria",
    "Inspeção",
    "Acervo de Sigilosos da Unidade",
    "CPAD",
    "Administrador SIP",
    "Administrador de Sistema",
    "Administrador de Hierarquia",
    "Coordenador de Perfil",
    "Cadastro de Usuários e Unidades",
    "Coordenador de Unidade",
)
UFS = frozenset(
    {"AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA"}
    | {"PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"}
)
