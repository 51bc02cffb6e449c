"""Regras do arquivo de usuários: 9 colunas, uma permissão por linha."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from cadastros.validacao.celulas import (
    colunas_a_conferir,
    conferir_celulas,
    email_errado,
    email_valido,
)
from cadastros.validacao.colunas import Escolha
from cadastros.validacao.conhecidas import Conhecidas
from cadastros.validacao.leiautes import (
    PERFIL_BASICO,
    PERFIL_COLABORADOR,
    PERFIS,
    UNIDADE_GLOBAL,
    USUARIOS,
    Coluna,
)
from cadastros.validacao.mendas import (
    mendar_linha,
    mendar_repetidas,
    mendar_unidades,
)
from cadastros.validacao.planilha import ler
from cadastros.validacao.tipos import (
    Conferencia,
    Leitura,
    Linha,
    Menda,
    Problema,
    Usuario,
    aviso,
    comparaveis,
    comparavel,
    em_lista,
    em_ordem,
    erro,
)
from seicidades.comum.digitos import cpf_bate

COLUNA: Mapping[str, Coluna] = USUARIOS.por_campo
ALGARISMOS_DO_CPF = 11
# Onde está cada célula da linha.
CPF, EMAIL, UNIDADE, PERFIL = (COLUNA[c].posicao for c in ("cpf", "email", "unidade", "perfil"))
PERFIS_QUE_BASTAM = frozenset({PERFIL_BASICO, PERFIL_COLABORADOR})
_MASCARA_DO_CPF = str.maketrans("", "", ".- ")
PERFIL_POR_FORMA = {comparavel(p): p for p in PERFIS}


def conferir_usuarios(
    conteudo: bytes, unidades: Iterable[str], escolha: Escolha | None = None
) -> Conferencia[Usuario]:
    """Lê e confere o arquivo inteiro contra as siglas das unidades já gravadas."""
    return examinar_usuarios(ler(conteudo, USUARIOS, escolha), Conhecidas.de(unidades))


def examinar_usuarios(leitura: Leitura, conhecidas: Conhecidas) -> Conferencia[Usuario]:
    """Confere o que já se leu. O tempo cresce com as linhas, e só com elas."""
    problemas = list(leitura.problemas)
    mendas: list[Menda] = []
    if not conhecidas:
        problemas.append(_sem_unidades())
    usuarios = []
    suspeitas = colunas_a_conferir(leitura.linhas, USUARIOS)
    for linha in leitura.linhas:
        achados = [*conferir_celulas(linha, suspeitas, leitura.sem_valor), *_conferir_campos(linha)]
        unidade = conhecidas.sigla_de(linha.celulas[UNIDADE])
        if unidade is None:
            unidade = linha.celulas[UNIDADE]
            achados += _conferir_unidade(linha.numero, unidade, conhecidas)
        usuarios.append(_usuario(linha, unidade))
        if achados:
            problemas += achados
            mendas += mendar_linha(linha, USUARIOS)
    repetidos = _repetidos(usuarios)
    problemas += repetidos
    problemas += _orgaos_desconhecidos(usuarios, conhecidas)
    problemas += _faltas(usuarios, conhecidas)
    mendas += mendar_unidades(
        leitura.linhas, USUARIOS, "unidade", conhecidas, "unidade_desconhecida"
    )
    if repetidos:
        mendas += mendar_repetidas(leitura.linhas)
    return Conferencia(tuple(usuarios), em_ordem(problemas), tuple(mendas))


def _usuario(linha: Linha, unidade: str) -> Usuario:
    """A linha com o CPF só em algarismos e a unidade como ela se escreve."""
    _, orgao, sigla, nome, nome_social, cpf, email, _, perfil = linha.celulas
    cpf = algarismos_do_cpf(cpf) if cpf else cpf
    return Usuario(linha.numero, orgao, sigla, nome, nome_social, cpf, email, unidade, perfil)


def algarismos_do_cpf(cpf: str) -> str:
    """O CPF sem pontos, traço e espaços."""
    return cpf.translate(_MASCARA_DO_CPF)


def _conferir_campos(linha: Linha) -> Iterator[Problema]:
    cpf, email, perfil = linha.celulas[CPF], linha.celulas[EMAIL], linha.celulas[PERFIL]
    if email and not email_valido(email):
        yield email_errado(linha.numero, COLUNA["email"])
    if cpf and not _cpf_certo(cpf):
        yield _cpf_errado(linha.numero, algarismos_do_cpf(cpf))
    if perfil and perfil not in PERFIS_QUE_BASTAM:
        yield from _conferir_perfil(linha.numero, perfil)


def _cpf_certo(cpf: str) -> bool:
    digitos = algarismos_do_cpf(cpf)
    certo = len(digitos) == ALGARISMOS_DO_CPF and digitos.isascii() and digitos.isdigit()
    return certo and cpf_bate(digitos)


def _cpf_errado(linha: int, digitos: str) -> Problema:
    if digitos.isascii() and digitos.isdigit() and len(digitos) < ALGARISMOS_DO_CPF:
        mensagem = (
            f"CPF: tem {len(digitos)} algarismos; a planilha deve ter comido zeros do começo."
        )
        saida = "Formate a coluna como texto e escreva os onze algarismos."
    else:
        mensagem = "CPF: os dígitos não conferem."
        saida = "Confira com a pessoa, ou deixe vazio se ela não usará o gov.br."
    return erro("cpf", mensagem, saida, linha, COLUNA["cpf"])


def _conferir_perfil(linha: int, perfil: str) -> Iterator[Problema]:
    certo = PERFIL_POR_FORMA.get(comparavel(perfil))
    if certo is None:
        yield erro(
            "perfil",
            f"O perfil {perfil[:60]} não existe no SEI.",
            f"Use {PERFIL_BASICO} ou {PERFIL_COLABORADOR}, escritos exatamente assim.",
            linha,
            COLUNA["perfil"],
        )
    elif certo != perfil:
        yield erro(
            "perfil",
            f"O perfil {perfil} está escrito diferente de como o SEI o conhece.",
            f"Escreva {certo}.",
            linha,
            COLUNA["perfil"],
        )
    else:
        yield aviso(
            "sem_basico",
            f"O perfil {certo} sozinho não basta: a pessoa precisa também do {PERFIL_BASICO}.",
            f"Deixe aqui {PERFIL_BASICO} e peça o outro perfil à Prodesp depois da carga.",
            linha,
            COLUNA["perfil"],
        )


def _conferir_unidade(linha: int, unidade: str, conhecidas: Conhecidas) -> Iterator[Problema]:
    """A que não se achou; vazia e global não se procuram."""
    if unidade and unidade != UNIDADE_GLOBAL and conhecidas:
        yield _unidade_desconhecida(linha, unidade, conhecidas.parecida(unidade))


def _unidade_desconhecida(linha: int, unidade: str, parecida: str | None) -> Problema:
    sugestao = f"Será {parecida}? " if parecida else ""
    return erro(
        "unidade_desconhecida",
        f"A unidade {unidade[:60]} não está no arquivo de unidades.",
        f"{sugestao}Corrija a sigla, ou acrescente a unidade ao arquivo de unidades e grave-o "
        "antes.",
        linha,
        COLUNA["unidade"],
    )


def _sem_unidades() -> Problema:
    return erro(
        "sem_unidades",
        "O arquivo de unidades ainda não foi gravado, e cada usuário precisa de uma unidade.",
        "Grave primeiro o arquivo de unidades; depois envie este de novo.",
    )


def _repetidos(usuarios: list[Usuario]) -> list[Problema]:
    return [*_siglas_repetidas(usuarios), *_cpfs_repetidos(usuarios), *_emails_repetidos(usuarios)]


def _siglas_repetidas(usuarios: list[Usuario]) -> Iterator[Problema]:
    return _repetidos_em(
        usuarios,
        "sigla",
        lambda u, antes: erro(
            "sigla_repetida",
            f"A sigla {u.sigla} já está na linha {antes.linha}; cada linha cria uma pessoa.",
            "Apague a linha repetida. Outras permissões são dadas depois, em bloco, no SIP.",
            u.linha,
            COLUNA["sigla"],
        ),
    )


def _cpfs_repetidos(usuarios: list[Usuario]) -> Iterator[Problema]:
    return _repetidos_em(
        usuarios,
        "cpf",
        lambda u, antes: erro(
            "cpf_repetido",
            f"O CPF é o mesmo da linha {antes.linha}; o gov.br não saberia qual das duas entra.",
            "Confira de quem é o CPF e corrija a outra linha.",
            u.linha,
            COLUNA["cpf"],
        ),
    )


def _emails_repetidos(usuarios: list[Usuario]) -> Iterator[Problema]:
    return _repetidos_em(
        usuarios,
        "email",
        lambda u, antes: aviso(
            "email_repetido",
            f"O e-mail é o mesmo da linha {antes.linha}; quem entra pelo e-mail ficaria ambíguo.",
            "Prefira um endereço por pessoa; o da unidade vai no arquivo de unidades.",
            u.linha,
            COLUNA["email"],
        ),
    )


def _repetidos_em(
    usuarios: list[Usuario], campo: str, problema: Callable[[Usuario, Usuario], Problema]
) -> Iterator[Problema]:
    onde = Usuario._fields.index(campo)
    escritos = [u[onde] for u in usuarios if u[onde]]
    if len(comparaveis(escritos)) == len(escritos):
        return
    vistos: dict[str, Usuario] = {}
    for usuario in usuarios:
        valor = comparavel(usuario[onde])
        if valor and vistos.setdefault(valor, usuario) is not usuario:
            yield problema(usuario, vistos[valor])


def _orgaos_desconhecidos(usuarios: list[Usuario], conhecidas: Conhecidas) -> Iterator[Problema]:
    """Órgão que nenhuma unidade tem: um aviso por sigla, na primeira linha dela."""
    vistos = set(conhecidas.orgaos)
    primeiros = {u.orgao: u for u in reversed(usuarios)} if vistos else {}
    for usuario in sorted(primeiros.values(), key=lambda u: u.linha):
        forma = comparavel(usuario.orgao)
        if forma and forma not in vistos:
            vistos.add(forma)
            yield aviso(
                "orgao_desconhecido",
                f"Nenhuma unidade gravada é do órgão {usuario.orgao[:30]}.",
                "Confira se a sigla é a mesma do arquivo de unidades.",
                usuario.linha,
                COLUNA["orgao"],
            )


def _faltas(usuarios: list[Usuario], conhecidas: Conhecidas) -> Iterator[Problema]:
    """Avisos contados uma vez, para não repetir a mesma frase em cada linha."""
    if sem_cpf := sum(1 for u in usuarios if not u.cpf):
        quantas = "1 pessoa está" if sem_cpf == 1 else f"{sem_cpf} pessoas estão"
        yield aviso(
            "sem_cpf",
            f"{quantas} sem CPF: por ora, sem entrada pelo gov.br.",
            "Preencha o CPF se o município vai usar o gov.br; senão, siga adiante.",
            coluna=COLUNA["cpf"],
        )
    usadas = comparaveis({u.unidade for u in usuarios})
    if usuarios and UNIDADE_GLOBAL not in usadas:
        yield from _unidades_sem_gente(usadas, conhecidas)


def _unidades_sem_gente(usadas: set[str], conhecidas: Conhecidas) -> Iterator[Problema]:
    """As que só agrupam outras podem ser assim mesmo; a vazia de tudo, quase nunca."""
    sem_gente = {f: u.sigla for f, u in conhecidas.por_forma.items() if f not in usadas}
    agrupam = [sigla for forma, sigla in sem_gente.items() if forma in conhecidas.com_filhas]
    vazias = [sigla for forma, sigla in sem_gente.items() if forma not in conhecidas.com_filhas]
    if agrupam:
        yield aviso(
            "unidade_sem_usuario",
            f"Unidades que têm outras abaixo e ninguém neste arquivo: {em_lista(agrupam)}.",
            "Confira se falta alguém; sem usuário, ninguém recebe processos ali.",
            coluna=COLUNA["unidade"],
        )
    if vazias:
        yield aviso(
            "unidade_vazia",
            f"Unidades sem ninguém e sem outra abaixo: {em_lista(vazias)}.",
            "Ponha nelas quem as usa, ou tire-as do arquivo de unidades.",
            coluna=COLUNA["unidade"],
        )
